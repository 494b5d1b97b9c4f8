"""Linear item–item models with the denoising term: what predicts an item when known items go missing at random.

EDLAE (Steck, "Autoencoders that don't overfit towards the identity", NeurIPS 2020): with G = XᵀX, c = p / (1 − p) and
P = (G + c · diag(G) + λ)⁻¹, the weights are B = −P / diag(P) by columns, zero on the diagonal. For c → ∞ it becomes the
conditional probability of one item given another, which is what helps with a history of one; for c → 0 it is EASE.
"""

from typing import Any

import numpy as np
import scipy.linalg as sl
import scipy.sparse as sp

from wayfare.engine.matching.behaviour.arrays import Floats, Ints

FULL = 32_767


def weights(lengths: Ints, exponent: float) -> Floats:
    """Return what each person counts: length ** −exponent, one on average. Long histories would outvote all others."""
    raw = np.where(lengths > 0, np.maximum(lengths, 1.0) ** -exponent, 0.0)
    total = raw.sum()
    return np.asarray(raw * ((lengths > 0).sum() / total if total else 1.0), np.float32)


def gram(table: sp.csr_matrix, people: Floats) -> Floats:
    """Return how often items go together, as a dense table; each person counts by their weight."""
    weighted = sp.csr_matrix(sp.diags(people.astype(np.float32)) @ table)
    return np.asarray((weighted.T @ table).todense(), np.float32)


def denoised(together: Floats, odds: float, ridge: float = 0.0, least: float = 1e-3) -> Floats:
    """Return B for c = ``odds``, source items × target items. Items that nobody did get zeros.

    ``ridge`` is λ as a multiple of the mean of the diagonal: it holds back what few people did.

    The inverse is taken of the table scaled to a diagonal of one, which keeps single precision safe.
    """
    own = np.diag(together).astype(np.float64)
    seen = own > least
    scale = np.where(seen, 1 / np.sqrt(np.where(seen, own, 1.0)), 0.0).astype(np.float32)
    inverse = together * scale[:, None] * scale
    extra = ridge * (own[seen].mean() if seen.any() else 0.0)
    np.fill_diagonal(inverse, 1.0 + odds + extra * scale.astype(np.float64) ** 2)
    factor, failed = sl.lapack.spotrf(inverse.T, lower=0, overwrite_a=1)  # leaves zeros below the diagonal
    if failed:
        raise np.linalg.LinAlgError("the table of items is not positive definite")
    upper, _ = sl.lapack.spotri(factor, lower=0, overwrite_c=1)
    own_p = np.diag(upper).copy()
    result: Floats = upper + upper.T  # twice the diagonal, which is not used
    # Undo the scaling: P = S P' S, so −P_ij / P_jj = −P'_ij · s_i / (P'_jj · s_j).
    result *= -scale[:, None]
    result *= np.where(seen, 1 / (own_p * np.where(seen, scale, 1.0)), 0.0).astype(np.float32)
    np.fill_diagonal(result, 0.0)
    return result


def precision(together: Floats, weights: Floats, odds: float, ridge: float = 0.0) -> Floats:
    """Return the diagonal of P, from the weights B that belong to it; one for items that nobody did."""
    own = np.diag(together).astype(np.float64)
    extra = ridge * (own[own > 0].mean() if own.any() else 0.0)
    told = np.einsum("ij,ij->j", together, weights, dtype=np.float64)
    return 1 / np.where(own > 0, own * (1 + odds) + extra - told, 1.0)


def rounded(values: Floats) -> tuple[np.ndarray[Any, np.dtype[np.int16]], Floats]:
    """Return whole numbers and a scale for each column, with values ≈ whole × scale.

    Sums of whole numbers are exact in any order: what each item gives adds up to the score, and a row is half as long.
    """
    peak = np.abs(values).max(axis=0, initial=0.0)
    scale = np.where(peak > 0, peak / FULL, 1.0).astype(np.float64)
    whole = np.empty(values.shape, np.int16)
    for start in range(0, values.shape[0], 512):
        whole[start : start + 512] = np.rint(values[start : start + 512] / scale)
    return whole, scale
