"""Rewarded Soups (RS, arXiv 2306.04488): one expert per reward, their weights averaged at test time. docs/methods/rewarded-soups.md

    python rewarded_soups.py --config runs/voice/config.json --out out/voice [--seed 2]

Parameters: delta = sum_i w_i B_i A_i, every expert trained at its own corner of the simplex only. All experts are trained in one run that
takes turns, so that together they see as many steps and answers as one CLP policy does.

Different from the paper: the same two stages as every other method here instead of PPO. The averaging is done by the engine,
of deltas (src/methods/rs/rewarded-soups.ts) or of factors, as the authors' code does (src/methods/rs-factor/rewarded-soups-factor.ts); training does not depend on it.
"""

from __future__ import annotations

from typing import Any

from tiller.bank import Slot
from tiller.command import parser, train
from tiller.draws import corners
from tiller.policy import Policy


def rewarded_soups(config: dict[str, Any]) -> Policy:
    """The experts: at a corner only its own slot is on, and only it learns."""
    slots = tuple(Slot(f"rs-{reward}", config["bank"]["rank"]) for reward in config["rewards"])
    return Policy("rs", slots, lambda weights: weights, corners(len(slots)))


if __name__ == "__main__":
    train(parser(__doc__, "soups").parse_args(), rewarded_soups)
