"""What a method trains: its slots, which coefficients a preference vector means, and which preference vectors it sees."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import torch

from tiller.bank import Slot
from tiller.draws import Draw

ATTENTION = ("qkv", "o")
ALL_LINEARS = ("qkv", "o", "gateUp", "down")
HEAD = ("head",)


def no_price_change(weights: torch.Tensor) -> torch.Tensor:
    """Every preference pays the same for KL."""
    return torch.ones(len(weights))


@dataclass(frozen=True)
class Policy:
    """One method, ready to be trained by the stages of this library.

    coefficients: preference vectors [rows, axes] -> coefficients [rows, slots]. draw: which preference vectors training sees.
    hooks: the linears that carry slots. slow: slots that learn at `shared_factor` times the rate. scaled: slots whose B is
    multiplied by one learned number a layer, which they share. system: what the system prompt becomes at a preference vector.
    kl_price: by what the price of KL is multiplied at each preference vector. soft_tokens: of a soft prompt how many vectors stand before
    the chat; it has no hooks then. pace: by what the rates of both stages are multiplied.
    """

    name: str
    slots: tuple[Slot, ...]
    coefficients: Callable[[torch.Tensor], torch.Tensor]
    draw: Draw
    hooks: tuple[str, ...] = ATTENTION
    slow: frozenset[str] = field(default_factory=frozenset)
    scaled: frozenset[str] = field(default_factory=frozenset)
    system: Callable[[str, torch.Tensor], str] | None = None
    kl_price: Callable[[torch.Tensor], torch.Tensor] = no_price_change
    soft_tokens: int = 0
    pace: float = 1.0


def shared_and_weighted(weights: torch.Tensor) -> torch.Tensor:
    """1 for the shared slot, the weights for the rewards' slots: what CLP and Panacea mix."""
    return torch.cat([torch.ones(len(weights), 1), weights], dim=1)
