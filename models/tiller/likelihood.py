"""Log-probabilities of given answers, with each prompt computed once for all its answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from tiller.bank import Mixed
from tiller.model import Layout, Llama

CHUNK = 128  # rows of logits alive at a time: 128 x 49152 fp32 is 25 MB, about what the cache holds


@dataclass(frozen=True)
class Packed:
    """Groups of answers packed into one row of `n` tokens without padding, and how attention unpacks it.

    tokens, positions, group: [n]. layout: the attention's segments (a prompt, or an answer that also sees its prompt).
    source: where the hidden states are that predict the answer tokens; target: those tokens; answer, offset: for each
    of them its answer (counted over all groups) and its place in it.
    """

    tokens: torch.Tensor
    positions: torch.Tensor
    group: torch.Tensor
    layout: Layout
    source: torch.Tensor
    target: torch.Tensor
    answer: torch.Tensor
    offset: torch.Tensor
    segments: list[tuple[int, int]]


def pack(prompts: Sequence[Sequence[int]], answers: Sequence[Sequence[Sequence[int]]], dtype: torch.dtype) -> Packed:
    """Pack prompts and, for each, its answers (token lists that end with the stop token where they finished)."""
    tokens: list[int] = []
    positions: list[int] = []
    owner: list[int] = []
    segments: list[tuple[range, range]] = []  # (prompt seen before it, own tokens), as places in `tokens`
    source: list[int] = []
    answer_of: list[int] = []
    offset: list[int] = []

    def append(part: Sequence[int], position: int, group: int) -> range:
        start = len(tokens)
        tokens.extend(part)
        positions.extend(range(position, position + len(part)))
        owner.extend([group] * len(part))
        return range(start, start + len(part))

    target: list[int] = []
    count = 0
    for g, (prompt, group) in enumerate(zip(prompts, answers)):
        prefix = append(prompt, 0, g)
        segments.append((range(0), prefix))
        for answer in group:
            own = append(answer, len(prompt), g)
            segments.append((prefix, own))
            source += [prefix[-1], *own[:-1]]
            target += answer
            answer_of += [count] * len(answer)
            offset += range(len(answer))
            count += 1
    longest_query = max(len(own) for _, own in segments)
    longest_key = max(len(seen) + len(own) for seen, own in segments)
    queries = torch.zeros(len(segments), longest_query, dtype=torch.long)
    keys = torch.zeros(len(segments), longest_key, dtype=torch.long)
    visible = torch.zeros(len(segments), longest_query, longest_key, dtype=torch.bool)
    # A padded query would have nothing to look at, and softmax over nothing is NaN.
    visible[:, :, 0] = True
    back = torch.zeros(len(tokens), dtype=torch.long)
    for s, (seen, own) in enumerate(segments):
        queries[s, : len(own)] = torch.arange(own.start, own.stop)
        keys[s, : len(seen)] = torch.arange(seen.start, seen.stop)
        keys[s, len(seen) : len(seen) + len(own)] = torch.arange(own.start, own.stop)
        visible[s, : len(own), : len(seen)] = True
        visible[s, : len(own), len(seen) : len(seen) + len(own)] = torch.ones(len(own), len(own)).tril().bool()
        back[own.start : own.stop] = s * longest_query + torch.arange(len(own))
    mask = torch.zeros(visible.shape, dtype=dtype).masked_fill_(~visible, float("-inf"))[:, None]
    places = (torch.tensor(column) for column in (tokens, positions, owner))
    answers_at = [(s, len(seen)) for s, (seen, _) in enumerate(segments) if len(seen) > 0]
    columns = (torch.tensor(column, dtype=torch.long) for column in (source, target, answer_of, offset))
    return Packed(*places, Layout(queries, keys, mask, back), *columns, answers_at)


class TargetLogProbability(torch.autograd.Function):
    """log softmax(h W^T / T)[target], with the gradient for h made in the forward pass, a chunk of rows at a time.

    d log p(y) / dh = (W[y] - sum_v p(v) W[v]) / T, so no logits outlive their chunk and none are computed twice.
    """

    @staticmethod
    def forward(ctx, hidden: torch.Tensor, head: torch.Tensor, target: torch.Tensor, temperature: float) -> torch.Tensor:
        pieces, slopes = [], []
        for h, y in zip(hidden.split(CHUNK), target.split(CHUNK)):
            logits = (h @ head.T).float().div_(temperature)
            logits.sub_(logits.amax(dim=1, keepdim=True))
            chosen = logits.gather(1, y[:, None])[:, 0]
            total = logits.exp_().sum(dim=1)
            pieces.append(chosen - total.log())
            if ctx.needs_input_grad[0]:
                expected = (logits.to(head.dtype) @ head).float() / total[:, None]
                slopes.append(((head[y].float() - expected) / temperature).to(head.dtype))
        if slopes:
            ctx.save_for_backward(torch.cat(slopes))
        return torch.cat(pieces)

    @staticmethod
    def backward(ctx, gradient: torch.Tensor) -> tuple[torch.Tensor, None, None, None]:
        (slope,) = ctx.saved_tensors
        return (slope.float() * gradient[:, None]).to(slope.dtype), None, None, None


def answer_log_probabilities(model: Llama, packed: Packed, mixed: Mixed | None, temperature: float = 1.0) -> torch.Tensor:
    """log p of every answer token ([answer tokens], order of `packed.target`) under softmax(logits / temperature)."""
    per_token = mixed.per_token(packed.group) if mixed else None
    hidden = model.hidden(packed.tokens[None], packed.positions[None], packed.layout, per_token)[0]
    return TargetLogProbability.apply(hidden[packed.source], model.head, packed.target, temperature)


def answer_sums(values: torch.Tensor, packed: Packed) -> torch.Tensor:
    """Sums of per-token values ([answer tokens]) over each answer ([answers])."""
    return torch.zeros(len(packed.segments), dtype=values.dtype).index_add(0, packed.answer, values)


@torch.no_grad()
def attention_to_answers(model: Llama, packed: Packed, mixed: Mixed | None) -> list[torch.Tensor]:
    """For every answer how much its last token attends to each of its tokens ([tokens], last layer, mean over heads)."""
    record: list[torch.Tensor] = []
    per_token = mixed.per_token(packed.group) if mixed else None
    model.hidden(packed.tokens[None], packed.positions[None], packed.layout, per_token, attention=record)
    (shares,) = record
    lengths = torch.bincount(packed.answer).tolist()
    return [shares[s, :, own - 1, seen : seen + own].float().mean(dim=0) for (s, seen), own in zip(packed.segments, lengths)]
