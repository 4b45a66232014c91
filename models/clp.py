"""Conditional Language Policy (CLP, arXiv 2407.15762): one policy trained over sampled preference vectors. docs/methods/clp.md

    python clp.py --config runs/voice/config.json --out out/voice [--variant full] [--seed 2]
    python clp.py --bundle mine.tiller.zip --out out/mine [--start]

Parameters: delta = B_S A_S + sum_i w_i B_i A_i. A shared slot that is always on, and one slot per reward that its weight scales. At step 0
every B is zero, so that the policy is the base for every w. Variants: `attention` conditions qkv and the attention output of every layer,
`full` all linears, `logit` only the head (by a low-rank step on its input).

Different from the paper, which finetunes copies of whole layers of a T5 with REINFORCE: LoRA slots instead of copies; a distillation stage
first, as the base almost never ends an answer early enough for brevity to be found by sampling; token credit and group baselines.
Which preference vectors are seen: Dirichlet(alpha), and corners for `corner_share` of the rows (flags of the config's `draw`).
"""

from __future__ import annotations

from typing import Any

from dial import conditioned
from tiller.bank import Slot
from tiller.command import parser, train
from tiller.draws import Draw, dirichlet
from tiller.guided_draw import HypervolumeGuided
from tiller.policy import ALL_LINEARS, ATTENTION, HEAD, Policy, shared_and_weighted

VARIANTS = {"attention": ("clp", ATTENTION), "full": ("clp-full", ALL_LINEARS), "logit": ("clp-logit", HEAD)}


def draw_of(config: dict[str, Any]) -> Draw:
    """The config's way of drawing preference vectors."""
    settings = config.get("draw", {})
    count = len(config["rewards"])
    plain = dirichlet(count, settings.get("alpha", 1.0), settings.get("corner_share", 0.3))
    return HypervolumeGuided(count, plain) if settings.get("guided") else plain


def clp(config: dict[str, Any], variant: str = "attention") -> Policy:
    """The policy of a variant. `full` gets half the rank: it then has about as many numbers as `attention`.

    One reward against closeness to the base, as the workshop's bundles have it: the KL-conditioned policy of dial.py.
    """
    if "axes" in config:
        return conditioned(config, f"clp-{config['rewards'][0]}")
    name, hooks = VARIANTS[variant]
    rank = config["bank"]["rank"] // 2 if variant == "full" else config["bank"]["rank"]
    slots = (Slot(f"{name}-shared", rank), *(Slot(f"{name}-{reward}", rank) for reward in config["rewards"]))
    return Policy(name, slots, shared_and_weighted, draw_of(config), hooks, slow=frozenset({f"{name}-shared"}))


if __name__ == "__main__":
    options = parser(__doc__, "clp")
    options.add_argument("--variant", choices=VARIANTS, default="attention")
    arguments = options.parse_args()
    train(arguments, lambda config: clp(config, arguments.variant))
