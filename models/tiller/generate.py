"""Batched sampling with a key-value cache and per-row coefficients."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch

from tiller.bank import Bank
from tiller.model import Llama

COMPACT_BELOW = 0.75


@dataclass(frozen=True)
class Sample:
    """One sampled answer: its tokens (the stop token last where it finished) and their log-probabilities at the sampling temperature."""

    prompt: int
    tokens: list[int]
    log_probabilities: list[float]
    finished: bool


def draw(logits: torch.Tensor, temperature: float, generator: torch.Generator) -> tuple[torch.Tensor, torch.Tensor]:
    """Sample by inverse CDF ([rows, vocabulary] fp32 -> tokens, log-probabilities); temperature 0 takes the best."""
    if temperature == 0:
        best, token = logits.max(dim=1)
        return token, best - logits.logsumexp(dim=1)
    probability = (logits / temperature).softmax(dim=1)
    cumulative = probability.cumsum(dim=1)
    # Scaled by the last entry, which rounding leaves just off 1.
    threshold = torch.rand(len(logits), 1, generator=generator) * cumulative[:, -1:]
    token = torch.searchsorted(cumulative, threshold, right=True).clamp_(max=logits.shape[1] - 1)
    return token[:, 0], probability.gather(1, token)[:, 0].log()


@torch.no_grad()
def generate(
    model: Llama,
    bank: Bank | None,
    prompts: Sequence[Sequence[int]],
    coefficients: torch.Tensor | None,
    *,
    samples: int = 1,
    limit: int = 64,
    temperature: float = 0.8,
    stops: frozenset[int] = frozenset({0, 2}),
    generator: torch.Generator,
    on_step: Callable[[int], None] | None = None,
) -> list[Sample]:
    """Sample `samples` answers to each prompt (token ids) under its coefficients ([prompts, slots]); grouped by prompt."""
    longest = max(map(len, prompts))
    padding = torch.tensor([longest - len(p) for p in prompts])
    tokens = torch.tensor([[0] * (longest - len(p)) + list(p) for p in prompts])
    columns = torch.arange(longest + limit)
    positions = (columns[None, :longest] - padding[:, None]).clamp(min=0)
    real = columns[None] >= padding[:, None]
    visible = real[:, None, :longest] & (columns[None, None, :longest] <= columns[None, :longest, None])
    visible[:, :, 0] |= ~real[:, :longest]
    mask = torch.zeros(visible.shape, dtype=model.dtype).masked_fill_(~visible, float("-inf"))[:, None]
    mixed = model.mix(bank, coefficients)
    cache = model.new_cache(len(prompts), longest)
    last = model.hidden(tokens, positions, mask, mixed, cache)[:, -1]

    owner = torch.arange(len(prompts)).repeat_interleave(samples)
    rows = len(owner)
    grown = model.new_cache(rows, longest + limit)
    grown.keys[:, :, :, :longest] = cache.keys[:, owner]
    grown.values[:, :, :, :longest] = cache.values[:, owner]
    grown.length = longest
    cache, last, padding, real = grown, last[owner], padding[owner], real[owner]
    column_mask = torch.zeros(real.shape, dtype=model.dtype).masked_fill_(~real, float("-inf"))[:, None, None]
    mixed = mixed.select(owner) if mixed else None

    written: list[list[int]] = [[] for _ in range(rows)]
    scores: list[list[float]] = [[] for _ in range(rows)]
    finished = [False] * rows
    alive = torch.arange(rows)
    for step in range(limit):
        token, score = draw(model.logits(last), temperature, generator)
        for row, t, s in zip(alive.tolist(), token.tolist(), score.tolist()):
            if not finished[row]:
                written[row].append(t)
                scores[row].append(s)
                finished[row] = t in stops
        if on_step:
            on_step(step)
        if step == limit - 1 or all(finished):
            break
        going = torch.tensor([not finished[row] for row in alive.tolist()])
        if going.sum() < COMPACT_BELOW * len(alive):
            keep = going.nonzero()[:, 0]
            alive, token, padding, column_mask = alive[keep], token[keep], padding[keep], column_mask[keep]
            cache = cache.select(keep)
            mixed = mixed.select(keep) if mixed else None
        at = cache.length
        last = model.hidden(token[:, None], (at - padding)[:, None], column_mask[..., : at + 1], mixed, cache)[:, -1]
    return [Sample(int(o), w, s, f) for o, w, s, f in zip(owner, written, scores, finished)]
