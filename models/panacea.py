"""Panacea (arXiv 2402.02030): the preference vector as singular values. docs/methods/panacea.md

    python panacea.py --config runs/voice/config.json --out out/voice

Parameters: delta = U diag(sigma_1..sigma_k, s_l w_1..s_l w_N) V^T in every layer l: a shared part of rank k, and for every reward one singular
direction that its weight scales, times a scale s_l that is learned for each layer and shared by the rewards. In a bank: a rank-k slot that
is always on, and a rank-1 slot per reward. The smallest conditioned part of all methods.

Different from the paper: U and V are free LoRA factors, not kept orthogonal, and sigma is part of them; our two stages instead of its RLHF or DPO.
"""

from __future__ import annotations

from typing import Any

from clp import draw_of
from tiller.bank import Slot
from tiller.command import parser, train
from tiller.policy import Policy, shared_and_weighted


def panacea(config: dict[str, Any]) -> Policy:
    """A shared slot of the config's rank and a scaled rank-1 slot per reward."""
    directions = tuple(Slot(f"panacea-{reward}", 1) for reward in config["rewards"])
    shared = Slot("panacea-shared", config["bank"]["rank"])
    scaled = frozenset(slot.name for slot in directions)
    return Policy("panacea", (shared, *directions), shared_and_weighted, draw_of(config), slow=frozenset({shared.name}), scaled=scaled)


if __name__ == "__main__":
    train(parser(__doc__).parse_args(), panacea)
