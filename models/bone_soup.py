"""Bone Soup (arXiv 2502.10762): experts on combined rewards, mixed by the solution of a circulant system. docs/methods/bone-soup.md

    python bone_soup.py --config runs/fork/config.json --out out/fork [--beta 0.7] [--seed 2]

Backbone i is trained on the backbone reward sum_j B_ij r_j, where the symmetric circulant matrix B has beta on its diagonal and shares the
rest: B_ij = (1 - beta) / (n - 1). At test time the coefficients c solve B c = w, so that the backbones' rewards, mixed by c, are the reward
that is asked for. Parameters: delta = sum_i c_i B_i A_i with c_i = (w_i - b) / (beta - b), b = (1 - beta) / (n - 1), in closed form because
rows and w sum to 1. The c sum to 1; beyond the backbones some are negative.

For two rewards this is what the authors' code solves (andyclsr/BoneSoups, ppo/BoneSoups.py: the system of (beta, 1 - beta) and
(1 - beta, beta), beta of 0.6, 0.7 or 0.8); their abstract has a symmetric circulant matrix for more, and equal shares are the one that treats
all rewards alike. Different from the paper: the same two stages as every other method here instead of PPO, all backbones in one run that takes
turns, and no factor k that pushes the soup away from the base (theirs is searched for on a small set of prompts; the other soups here have none).
"""

from __future__ import annotations

from typing import Any

import torch

from tiller.bank import Slot
from tiller.command import parser, train
from tiller.draws import points
from tiller.policy import Policy

BETA = 0.8


def backbones(rewards: int, beta: float) -> torch.Tensor:
    """B ([rewards, rewards]): row i is the preference vector that backbone i is trained at.

    Raises ValueError unless 1 / rewards < beta <= 1: at 1 / rewards all backbones are one.
    """
    if not 1 / rewards < beta <= 1:
        raise ValueError(f"beta is {beta}, expected a number above 1/{rewards} and at most 1")
    rest = (1 - beta) / (rewards - 1)
    return torch.full((rewards, rewards), rest) + (beta - rest) * torch.eye(rewards)


def merging(weights: torch.Tensor, beta: float) -> torch.Tensor:
    """c with B c = w for every row ([rows, rewards] -> the same).

    Rounded, so that at its own preference vector a backbone is alone: Adam would learn from a rounding error of the others.
    """
    rest = (1 - beta) / (weights.shape[1] - 1)
    return ((weights - rest) / (beta - rest)).round(decimals=6)


def bone_soup(config: dict[str, Any], beta: float = BETA) -> Policy:
    """The backbones: at its own preference vector only its slot is on, and only it learns."""
    slots = tuple(Slot(f"bone-{reward}", config["bank"]["rank"]) for reward in config["rewards"])
    return Policy("bone-soup", slots, lambda weights: merging(weights, beta), points(backbones(len(slots), beta).tolist()))


if __name__ == "__main__":
    options = parser(__doc__)
    options.add_argument("--beta", type=float, default=BETA, help="weight of a backbone's own reward (default: %(default)s)")
    arguments = options.parse_args()
    train(arguments, lambda config: bone_soup(config, arguments.beta))
