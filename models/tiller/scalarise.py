"""From several rewards and a preference vector to the one number that training maximises."""

from __future__ import annotations

import torch

SCALARISATIONS = ("linear", "tchebycheff", "soft-min")
SOFTNESS = 0.5  # of soft-min, in units of a reward


def scalarise(rewards: torch.Tensor, weights: torch.Tensor, ideal: torch.Tensor, kind: str = "linear") -> torch.Tensor:
    """[..., rewards] -> [...]; higher is better.

    rewards: in units of each (reward / unit). ideal: the best value of each in the same units. linear: sum_i w_i r_i.
    tchebycheff: -max_i w_i (ideal_i - r_i), which reaches points of a front that no weighted sum reaches. soft-min:
    -s log sum_i w_i exp(-r_i / s), between the weighted mean (s large) and the worst weighted reward (after RVPO, arXiv 2605.05750).
    Raises ValueError for another kind.
    """
    if kind == "linear":
        return rewards @ weights
    if kind == "tchebycheff":
        return -((ideal - rewards) * weights).amax(dim=-1)
    if kind == "soft-min":
        return -SOFTNESS * torch.logsumexp(weights.clamp(min=1e-9).log() - rewards / SOFTNESS, dim=-1)
    raise ValueError(f"scalarisation is {kind!r}, expected one of {SCALARISATIONS}")
