"""Which preference vectors training sees. A draw is a function of the number of rows and a generator: [rows, axes] on the simplex."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch

Draw = Callable[[int, torch.Generator], torch.Tensor]


def turns(rows: int, kinds: int, generator: torch.Generator) -> torch.Tensor:
    """Each of `kinds` about equally often, in random order: a kind left out for some steps drifts with none to correct it."""
    order = (torch.arange(rows) + torch.randint(kinds, (), generator=generator)) % kinds
    return order[torch.randperm(rows, generator=generator)]


def points(weights: Sequence[Sequence[float]]) -> Draw:
    """Only these preference vectors, each about equally often: the corners for experts, one point for a gold policy."""
    table = torch.tensor(weights, dtype=torch.float32)
    return lambda rows, generator: table[turns(rows, len(table), generator)]


def corners(rewards: int) -> Draw:
    """Only single rewards."""
    return points(torch.eye(rewards).tolist())


def dirichlet(rewards: int, alpha: float = 1.0, corner_share: float = 0.3) -> Draw:
    """Dirichlet(alpha) over the simplex (alpha 1: uniform), and a corner for `corner_share` of the rows.

    Raises ValueError for an alpha that is not positive or a share outside [0, 1].
    """
    if not alpha > 0:
        raise ValueError(f"alpha is {alpha}, expected a number above 0")
    if not 0 <= corner_share <= 1:
        raise ValueError(f"corner_share is {corner_share}, expected a number from 0 to 1")
    at_corners = corners(rewards)

    def draw(rows: int, generator: torch.Generator) -> torch.Tensor:
        corner = at_corners(rows, generator)
        inside = torch._standard_gamma(torch.full((rows, rewards), float(alpha)), generator).clamp(min=1e-9)
        inside = inside / inside.sum(dim=1, keepdim=True)
        return torch.where(torch.rand(rows, 1, generator=generator) < corner_share, corner, inside)

    return draw


def strengths(low: float, end_share: float) -> Draw:
    """For one reward against closeness to the base: w = (s, 1 - s) with s uniform on [low, 1], and s = 1 for `end_share` of the rows."""

    def draw(rows: int, generator: torch.Generator) -> torch.Tensor:
        s = low + (1 - low) * torch.rand(rows, generator=generator)
        s = torch.where(torch.rand(rows, generator=generator) < end_share, torch.ones(()), s)
        return torch.stack([s, 1 - s], dim=1)

    return draw
