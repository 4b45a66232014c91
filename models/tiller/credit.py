"""Credit for single tokens: what each added to the rewards, against the other answers of its group."""

from __future__ import annotations

import torch

from tiller.generate import Sample
from tiller.rewards_bridge import RewardBridge, RewardItem
from tiller.tokenizer import ChatTokenizer

CREDITS = ("r3hf", "end", "abc")
ATTENTION_SHARE = 0.8


def word_ends(sample: Sample, tokenizer: ChatTokenizer) -> tuple[str, list[int], list[int]]:
    """The answer's text, the places of the tokens that end a word, and the text's length (in code points) after each.

    The last place is always the last token. The text is stripped as it is for scoring.
    """
    body = [t for t in sample.tokens if t not in tokenizer.stops]
    pieces = [tokenizer.inner.id_to_token(t) for t in body]
    text = tokenizer.decode(body)
    places, ends = [], []
    for place in range(len(body)):
        following = pieces[place + 1] if place + 1 < len(body) else "Ġ"
        if not following[0].isascii() or not following[0].isalnum():
            size = len(tokenizer.inner.decode(body[: place + 1]).lstrip())
            places.append(place)
            ends.append(min(len(text), max(size, ends[-1] if ends else 0)))
    last = len(sample.tokens) - 1
    if not places or places[-1] != last:
        places.append(last)
        ends.append(len(text))
    return text, places, ends


def reward_traces(
    samples: list[Sample], prompts: list[str], rewards: list[str], tokenizer: ChatTokenizer, bridge: RewardBridge
) -> tuple[list[dict[str, float]], list[torch.Tensor]]:
    """For each sample its rewards, and the rewards of its text up to every token ([tokens, rewards + guard]; within a word, of the last word).

    An unfinished prefix of a finished answer ends where its text does, before the stop token: the stop token gets the rest.
    """
    described = [word_ends(sample, tokenizer) for sample in samples]
    items = [RewardItem(prompts[s.prompt], text, s.finished) for s, (text, _, _) in zip(samples, described)]
    finals = bridge.score(items)
    traces = bridge.score_prefixes(items, [ends for _, _, ends in described])
    names = [*rewards, "guard"]
    tables = []
    for sample, (_, places, _), final, trace in zip(samples, described, finals, traces):
        values = torch.tensor([trace[name] for name in names]).T
        values[-1] = torch.tensor([final[name] for name in names])
        known = torch.zeros(len(sample.tokens), dtype=torch.long)
        known[places] = 1
        before = known.cumsum(dim=0) - 1
        tables.append(torch.where((before >= 0)[:, None], values[before.clamp(min=0)], torch.zeros(())))
    return finals, tables


def gains_of(trace: torch.Tensor, kind: str, attention: torch.Tensor | None = None) -> torch.Tensor:
    """What each token gained of a scalar utility, by the credit rule `kind`; always sums to the utility of the whole answer.

    trace: utility of the text up to each token, less that of the empty text. r3hf: its increments (R3HF / RED, arXiv 2411.08302).
    end: all at the last token. abc: a fifth at the last token, the rest by the attention that it pays to each token
    (ABC-D, arXiv 2402.00782, whose beta is 0.8; there the policy's own attention, here its last layer's, averaged over heads).
    """
    if kind == "r3hf":
        return torch.diff(trace, prepend=torch.zeros(1))
    whole = torch.zeros_like(trace)
    whole[-1] = trace[-1]
    if kind == "end":
        return whole
    if kind == "abc":
        if attention is None:
            raise ValueError("credit 'abc' got no attention, expected that of every answer")
        return (1 - ATTENTION_SHARE) * whole + ATTENTION_SHARE * trace[-1] * attention / attention.sum()
    raise ValueError(f"credit is {kind!r}, expected one of {CREDITS}")


def advantages(gains: list[torch.Tensor], discount: float) -> list[torch.Tensor]:
    """Discounted sums of what follows each token, less the mean over the group's other answers that are as long.

    gains: for each answer of one group what its tokens gained. An answer that outlives all others gets no advantage there.
    """
    longest = max(map(len, gains))
    to_go = torch.zeros(len(gains), longest)
    alive = torch.zeros(len(gains), longest, dtype=torch.bool)
    for row, gain in enumerate(gains):
        running = torch.zeros(())
        for t in range(len(gain) - 1, -1, -1):
            running = gain[t] + discount * running
            to_go[row, t] = running
        alive[row, : len(gain)] = True
    others = alive.sum(dim=0) - 1
    baseline = (to_go.sum(dim=0) - to_go) / others.clamp(min=1)
    advantage = torch.where(others > 0, to_go - baseline, torch.zeros(()))
    return [advantage[row, : len(gain)] for row, gain in enumerate(gains)]
