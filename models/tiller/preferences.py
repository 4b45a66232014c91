"""Which preference vectors a policy trains on, and which coefficients of its bank they mean."""

from __future__ import annotations

import torch

from tiller.bank import Bank, Slot
from tiller.gguf import Config

POLICIES = ("clp", "rs")


def slots_of(policy: str, rewards: list[str], rank: int) -> list[Slot]:
    """CLP: one shared slot and one per reward. Rewarded Soups: one expert per reward.

    Raises ValueError for another policy.
    """
    if policy == "clp":
        return [Slot("clp-shared", rank), *(Slot(f"clp-{reward}", rank) for reward in rewards)]
    if policy == "rs":
        return [Slot(f"rs-{reward}", rank) for reward in rewards]
    raise ValueError(f"policy is {policy!r}, expected one of {POLICIES}")


def coefficients(policy: str, weights: torch.Tensor) -> torch.Tensor:
    """Coefficients [rows, slots] of preference vectors [rows, rewards]."""
    if policy == "clp":
        return torch.cat([torch.ones(len(weights), 1), weights], dim=1)
    return weights


def draw_weights(policy: str, rows: int, rewards: int, corner_share: float, generator: torch.Generator) -> torch.Tensor:
    """Preference vectors to train on ([rows, rewards]): an expert of a soup only ever sees its own corner;
    CLP sees Dirichlet(1), and corners for `corner_share` of the rows."""
    # Every batch has about as many rows of each corner: a corner left out for some steps drifts with none to correct it.
    turns = (torch.arange(rows) + torch.randint(rewards, (), generator=generator)) % rewards
    corner = torch.eye(rewards)[turns[torch.randperm(rows, generator=generator)]]
    if policy == "rs":
        return corner
    exponential = -torch.rand(rows, rewards, generator=generator).clamp(min=1e-9).log()
    inside = exponential / exponential.sum(dim=1, keepdim=True)
    return torch.where(torch.rand(rows, 1, generator=generator) < corner_share, corner, inside)


def make_bank(policy: str, config: Config, rewards: list[str], settings: dict, seed: int) -> Bank:
    """The bank that a policy trains."""
    return Bank(config, slots_of(policy, rewards, settings["rank"]), tuple(settings["hooks"]), settings["scale"], seed)


def make_optimizer(bank: Bank, rate: float, shared_factor: float) -> torch.optim.Adam:
    """Adam over the slots. The shared slot gets a lower rate: it sees every gradient, and Adam undoes any scaling of it."""
    groups = [
        {"params": bank.slot_parameters(slot.name), "factor": shared_factor if slot.name.endswith("-shared") else 1.0}
        for slot in bank.slots
    ]
    return torch.optim.Adam(groups, lr=rate, betas=(0.9, 0.98))


def set_rate(optimizer: torch.optim.Adam, rate: float) -> None:
    """Set the learning rate of every slot, the shared one scaled."""
    for group in optimizer.param_groups:
        group["lr"] = rate * group["factor"]
