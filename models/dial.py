"""One reward against closeness to the base: CLP conditioned on the KL weight, and the expert that DeRa and soups start from. docs/methods/clp.md

    python dial.py --config runs/dial/config.json --out out/dial --policy clp
    python dial.py --config runs/dial/config.json --out out/dial --policy expert

The preference vector is w = (s, 1 - s), reward and closeness (CLP, arXiv 2407.15762, maximises (1 - alpha) r - alpha KL). Parameters:
delta = s B A, one slot, which is the base at s = 0. CLP's KL-conditioned policy is trained at strengths s drawn from [0.1, 1], where one nat of KL
costs kl_price / s; the expert only at s = 1, at kl_price. Between base and expert Rewarded Soups takes the same s, and DeRa (arXiv 2402.02992)
realigns the expert by lambda at decoding time: theory says that strength s, price kl_price / s and lambda = s mean the same policy.

For pack `proxy` (a learned reward) the expert is trained twice, at a weak and at a proper price.
"""

from __future__ import annotations

from typing import Any

import torch

from tiller.bank import Slot
from tiller.command import parser, train
from tiller.draws import points, strengths
from tiller.policy import Policy

WEAKEST = 0.1
FULL_SHARE = 0.3


def strength(weights: torch.Tensor) -> torch.Tensor:
    """c = s ([rows, 2] -> [rows, 1])."""
    return weights[:, :1]


def conditioned(config: dict[str, Any], name: str = "dial-clp") -> Policy:
    """Trained over strengths; `name` is its slot's."""
    slot = Slot(name, config["bank"]["rank"])
    return Policy("clp", (slot,), strength, strengths(WEAKEST, FULL_SHARE), kl_price=lambda weights: 1 / weights[:, 0].clamp(min=WEAKEST))


def expert(config: dict[str, Any], name: str = "expert") -> Policy:
    """Trained at full strength only."""
    return Policy(name, (Slot(f"dial-{name}", config["bank"]["rank"]),), strength, points([[1.0, 0.0]]))


if __name__ == "__main__":
    options = parser(__doc__)
    options.add_argument("--policy", choices=("clp", "expert", "weak", "proper"), required=True)
    arguments = options.parse_args()
    train(arguments, lambda config: conditioned(config) if arguments.policy == "clp" else expert(config, arguments.policy))
