"""A soft prompt that reads the weights: prompt tuning (arXiv 2104.08691) conditioned as CLP conditions (arXiv 2407.15762). docs/methods/soft-prompt.md

    python soft_prompt.py --config runs/voice/config.json --out out/voice [--seed 2]
    python soft_prompt.py --bundle mine.tiller.zip --out out/mine [--start]

Vectors before the chat, e(w) = e_S + sum_i w_i e_i: a shared set that is always there, and one for each reward that its weight scales. No weight
of the network changes. At step 0 the shared vectors are those of a plain sentence and the others zero, so that the policy is the base after that
sentence for every w. How many they are, and how much faster than the adapters of the other methods they learn, is the config's `soft_prompt`; in a
bundle the recipe's own `bank.rank` and rates say it.

Different from prompt tuning's paper: the two stages and the budget of the other methods here instead of supervised learning; the vectors depend on w.
"""

from __future__ import annotations

from typing import Any

from clp import draw_of
from tiller.bank import Slot
from tiller.command import parser, train
from tiller.policy import Policy, shared_and_weighted


def soft_prompt(config: dict[str, Any]) -> Policy:
    """A shared slot and one for each reward, each a set of vectors (twin of src/training/policy.ts)."""
    settings = config.get("soft_prompt", {"tokens": config["bank"]["rank"], "pace": 1.0})
    names = [f"soft-{name}" for name in ("shared", *config["rewards"])]
    return Policy(
        "soft",
        tuple(Slot(name, 1) for name in names),
        shared_and_weighted,
        draw_of(config),
        hooks=(),
        slow=frozenset(names[:1]),
        soft_tokens=settings["tokens"],
        pace=settings["pace"],
    )


if __name__ == "__main__":
    train(parser(__doc__, "soft-prompt").parse_args(), soft_prompt)
