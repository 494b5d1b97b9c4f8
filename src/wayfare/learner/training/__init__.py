"""Training: fit the parameters of the learner model to this organisation's own answers, and keep only what is better.

Everything is fitted on the earlier answers and judged on the later ones, which no fit has seen. Each part passes a gate of its
own, and what passes replaces that part of the active artefact. Loaded only where training runs: it needs numpy and more.
"""

from wayfare.learner.training.run import train

__all__ = ["train"]
