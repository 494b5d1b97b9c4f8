"""Fit the weights that Wayfare ships with, and print them as code: ``python -m benchmarks.quality.shipped_weights [--data DIR]``.

The texts are public and none of them is a catalogue: the validation sentences of the skill extraction sets, and occupations of
ESCO (title and description) with the skills that ESCO calls essential to them. Everything is drawn with one seed.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks import harness
from benchmarks.quality import labelled_texts as known
from benchmarks.quality.tagging import SEED, tune
from wayfare.engine.matching import sentences
from wayfare.engine.matching.blend import Blend
from wayfare.engine.matching.hybrid import SIGNS, WORDS, Label, Matcher
from wayfare.engine.matching.readings import Reading

OCCUPATIONS = 500


def occupations(folder: Path, labels: Sequence[Label]) -> tuple[list[Reading], list[frozenset[int]]]:
    """Return occupations drawn at random, with the places of their essential skills. Raises known.Unreadable."""
    place = {label.name: label.id for label in labels}
    uris = {
        row["conceptUri"]: place[row["preferredLabel"].strip()] for row in known.rows(folder / "esco" / "skills_en.csv")
    }
    needed: dict[str, set[int]] = {}
    for row in known.rows(folder / "esco" / "occupationSkillRelations.csv"):
        if row["relationType"] == "essential" and row["skillUri"] in uris:
            needed.setdefault(row["occupationUri"], set()).add(uris[row["skillUri"]])
    rows = [row for row in known.rows(folder / "esco" / "occupations_en.csv") if row["conceptUri"] in needed]
    drawn = [rows[at] for at in np.random.default_rng(SEED).permutation(len(rows))[:OCCUPATIONS]]
    readings = [Reading(row["preferredLabel"], row["description"]) for row in drawn]
    return readings, [frozenset(needed[row["conceptUri"]]) for row in drawn]


def shipped(folder: Path, encoder: sentences.Encoder | None) -> Blend:
    """Return the weights for an encoder, or for words alone. Raises known.Unreadable, TooFew."""
    task = known.sentences(folder)
    rows = [row for row, name in enumerate(task.sets) if "validation" in name]
    readings, right = occupations(folder, task.labels)
    readings += [task.readings[row] for row in rows]
    right += [task.right[row] for row in rows]
    matcher = Matcher(task.labels, encoder)
    seen = matcher.candidates(matcher.read(readings))
    return tune(seen, right, SIGNS if encoder else WORDS)


def main() -> int:
    """Print the weights of every tier that is installed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=harness.DATA)
    folder = parser.parse_args().data
    tiers = [tier for tier in sentences.installed() if tier != sentences.EXACT]
    for encoder in (None, *map(sentences.load, tiers)):
        blend = shipped(folder, encoder)
        weights = {name: round(weight, 3) for name, weight in blend.weights.items() if weight}
        print(
            f'"{encoder.name.partition("-")[0] if encoder else ""}": Blend({weights}, {blend.constant:.3f}),',
            flush=True,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
