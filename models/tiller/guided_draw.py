"""Drawing preference vectors where the front still grows (after Dynamic Reward Weighting, arXiv 2509.11452)."""

from __future__ import annotations

import itertools

import torch
from moocore import hypervolume

from tiller.draws import Draw

STEPS = 3  # the simplex is cut into the points of this lattice
MEMORY = 0.5  # of a cell's mean rewards
SCALE = 0.02  # a growth of the hypervolume by this much counts as large


class HypervolumeGuided:
    """A draw that prefers cells of the simplex whose last answers made the hypervolume grow.

    A cell's chance is proportional to 0.5 + 1.5 tanh(growth / 0.02), the paper's meta-reward with its hypervolume in rewards' own scales
    [0, 1] over the origin; here it chooses preference vectors instead of scaling rewards. Within a cell, the plain draw nearest to it of many.
    Its archive is saved with the run's state; of several processes each keeps an archive of its own groups.
    """

    def __init__(self, rewards: int, plain: Draw) -> None:
        self.plain = plain
        lattice = [p for p in itertools.product(range(STEPS + 1), repeat=rewards) if sum(p) == STEPS]
        self.cells = torch.tensor(lattice) / STEPS
        self.means = torch.full((len(lattice), rewards), float("nan"))
        self.growth = torch.zeros(len(lattice))

    def __call__(self, rows: int, generator: torch.Generator) -> torch.Tensor:
        chance = 0.5 + 1.5 * torch.tanh(self.growth / SCALE)
        wanted = torch.multinomial(chance, rows, replacement=True, generator=generator)
        pool = self.plain(rows * 8, generator)
        return pool[torch.cdist(self.cells[wanted], pool).argmin(dim=1)]

    def observe(self, weights: torch.Tensor, rewards: torch.Tensor) -> None:
        """Take note of the mean rewards ([groups, rewards]) that preference vectors ([groups, rewards]) earned."""
        for cell, found in zip(torch.cdist(weights, self.cells).argmin(dim=1).tolist(), rewards):
            before = self.volume()
            known = not self.means[cell].isnan().any()
            self.means[cell] = MEMORY * self.means[cell] + (1 - MEMORY) * found if known else found
            self.growth[cell] = max(0.0, self.volume() - before)

    def archive(self) -> dict[str, torch.Tensor]:
        """What was observed, to be saved and given to `restore`."""
        return {"means": self.means, "growth": self.growth}

    def restore(self, archive: dict[str, torch.Tensor]) -> None:
        """Go on from a saved archive."""
        self.means, self.growth = archive["means"].clone(), archive["growth"].clone()

    def volume(self) -> float:
        """Hypervolume of the cells' mean rewards over the origin."""
        seen = self.means[~self.means.isnan().any(dim=1)]
        if len(seen) == 0:
            return 0.0
        return float(hypervolume((-seen).numpy(), ref=[0.0] * seen.shape[1]))
