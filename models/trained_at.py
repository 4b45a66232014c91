"""Gold points: one adapter for each of a few preference vectors, trained at it alone (scalarised fine-tuning). docs/methods/trained-at.md

    python trained_at.py --config runs/voice/config.json --out out/voice

Parameters: one LoRA slot per point of the config's `gold`, which is on at its preference vector and off elsewhere. Like the experts of
Rewarded Soups all points are trained in one run that takes turns: a gold point gets as many steps and answers as an expert does.
What a steerable policy loses against these points at their own w is its regret.
"""

from __future__ import annotations

from typing import Any

import torch

from tiller.bank import Slot
from tiller.command import parser, train
from tiller.draws import points
from tiller.policy import Policy


def one_hot(table: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    """1 for the slot of the nearest point ([rows, axes] -> [rows, points])."""
    return torch.nn.functional.one_hot(torch.cdist(weights, table).argmin(dim=1), len(table)).float()


def trained_at(config: dict[str, Any]) -> Policy:
    """One slot per gold point, named gold-1, gold-2, ..."""
    table = torch.tensor(config["gold"], dtype=torch.float32)
    slots = tuple(Slot(f"gold-{i + 1}", config["bank"]["rank"]) for i in range(len(table)))
    return Policy("gold", slots, lambda weights: one_hot(table, weights), points(table.tolist()))


if __name__ == "__main__":
    train(parser(__doc__, "gold").parse_args(), trained_at)
