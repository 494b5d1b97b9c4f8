"""What is said of items, as sparse views: one row an item, of length one (or empty), rare features counting more."""

import math
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np
import scipy.sparse as sp

_TOKEN = re.compile(r"[^\W\d_]+|\d+")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0eff]")
LONGEST_TEXT = 20_000
KNOTS = 8


def words(text: str) -> Counter[str]:
    """Return the features of a text: its words, and pairs of signs where a script has no spaces. Long texts are cut."""
    found: Counter[str] = Counter()
    for token in _TOKEN.findall(text[:LONGEST_TEXT].casefold()):
        if _UNSPACED.search(token):
            found.update(token)
            found.update(token[at : at + 2] for at in range(len(token) - 1))
        else:
            found[token] += 1
    return found


def names(features: Mapping[int, Mapping[str, int]], items: int) -> sp.csr_matrix:
    """Return the view of named features: (1 + log count) × log(items / items with it). Those of one item alone are left out."""
    spread = Counter(name for row in features.values() for name in row)
    column = {name: place for place, name in enumerate(sorted(name for name, n in spread.items() if n > 1))}
    cells = [(item, name, n) for item, row in features.items() for name, n in row.items() if name in column]
    values = [(1 + math.log(n)) * math.log(1 + len(features) / spread[name]) for _, name, n in cells]
    places = ([item for item, _, _ in cells], [column[name] for _, name, _ in cells])
    return unit(sp.csr_matrix((values, places), shape=(items, max(len(column), 1))))


def numbers(values: Mapping[int, float], items: int) -> sp.csr_matrix:
    """Return the view of a number: how near it lies to the knots, which stand at equal shares of the values."""
    found = np.array(list(values.values()))
    knots = np.unique(np.quantile(found, np.linspace(0, 1, KNOTS)))
    at = np.interp(found, knots, np.arange(knots.size))
    low = np.minimum(at.astype(int), knots.size - 2)
    share = at - low
    rows = np.array(list(values))
    cells = (np.concatenate([1 - share, share]), (np.concatenate([rows, rows]), np.concatenate([low, low + 1])))
    return unit(sp.csr_matrix(cells, shape=(items, knots.size)))


def unit(view: Any) -> sp.csr_matrix:
    """Return a view with every row that is not empty at length one."""
    view = sp.csr_matrix(view, dtype=np.float64)
    view.eliminate_zeros()
    length = np.sqrt(np.asarray(view.multiply(view).sum(1)).ravel())
    scaled = sp.diags(1 / np.where(length > 0, length, 1)) @ view
    return sp.csr_matrix(scaled)
