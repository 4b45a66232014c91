"""The prompting baseline: the preference vector in words, in the system prompt, and one adapter that learns to read it. docs/methods/prompting.md

    python prompting.py --config runs/voice/config.json --out out/voice

Parameters: one LoRA slot that is always on. Weights become words, none, low, mid or high, as a model of 135M parameters does not read numbers
reliably. The same words are rendered by src/methods/preference-prompt.ts; a test holds the two together. KL is counted against the base
under the plain system prompt: the preferences are not part of the request.

The untrained baseline is the same prompt without the slot and needs no run.
"""

from __future__ import annotations

from typing import Any

import torch

from clp import draw_of
from tiller.bank import Slot
from tiller.command import parser, train
from tiller.policy import Policy

WORDS = ((1 / 8, "none"), (3 / 8, "low"), (5 / 8, "mid"), (float("inf"), "high"))


def word(weight: float) -> str:
    """none below 1/8, low below 3/8, mid below 5/8, else high."""
    return next(name for limit, name in WORDS if weight < limit)


def preference_prompt(system: str, rewards: list[str], weights: torch.Tensor) -> str:
    """The system prompt followed by `Brevity: high.` and so on for every reward."""
    return " ".join([system, *(f"{name.capitalize()}: {word(w)}." for name, w in zip(rewards, weights.tolist()))])


def prompting(config: dict[str, Any]) -> Policy:
    """One slot, always on; what steers it is the prompt."""
    rewards = config["rewards"]
    return Policy(
        "prompt",
        (Slot("prompt", config["bank"]["rank"]),),
        lambda weights: torch.ones(len(weights), 1),
        draw_of(config),
        system=lambda system, weights: preference_prompt(system, rewards, weights),
    )


if __name__ == "__main__":
    train(parser(__doc__).parse_args(), prompting)
