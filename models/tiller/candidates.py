"""The offline stage's candidates: the base's answers, the same answers ended after a sentence, their rewards, and their scale."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from tiller.checkpoint import read_lines
from tiller.forms import lists_of
from tiller.gguf import ROOT
from tiller.rewards_bridge import RewardBridge, RewardItem
from tiller.scalarise import scalarise
from tiller.tokenizer import ChatTokenizer

SENTENCE_END = re.compile(r"[.!?][\"')]?$")
SMALLEST_UNIT = 0.05  # a reward that no candidate earns must not become infinitely dear
ENDINGS = 3  # sentence ends tried in one answer


@dataclass(frozen=True)
class Candidate:
    """One answer that a policy may learn: its tokens (stop token last where it ends), its rewards, and whether the base gave it as it is."""

    tokens: list[int]
    rewards: dict[str, float]
    original: bool = True


@dataclass(frozen=True)
class Calibration:
    """Mean and deviation of each reward on the base's own answers, and its deviation over all candidates, which sets the
    units of training: the base almost never ends by itself, so its deviation of brevity is no scale for it."""

    base: dict[str, dict[str, float]]
    units: dict[str, float]


def sentence_endings(tokens: list[int], tokenizer: ChatTokenizer, finished: bool) -> list[list[int]]:
    """The same answer, ended by the model's stop token after its first sentences."""
    body = [t for t in tokens if t not in tokenizer.stops]
    endings = []
    for size in range(4, len(body) + (not finished)):
        tail = tokenizer.inner.decode(body[max(0, size - 4) : size])
        following = tokenizer.inner.decode(body[size : size + 1]) if size < len(body) else " "
        if SENTENCE_END.search(tail) and following[:1].isspace() and not re.search(r"\d\.$", tail):
            endings.append([*body[:size], tokenizer.eos])
    return endings[:ENDINGS]


def read_candidates(
    folder: Path, tokenizer: ChatTokenizer, bridge: RewardBridge, list_limit: int | None = None
) -> tuple[dict[str, list[Candidate]], Calibration]:
    """Read a pool, add the counterfactual endings, score everything; candidates by prompt.

    list_limit: also add every answer's sentences as lists (tiller/forms.py) of at most so many tokens.
    """
    entries = [entry for path in sorted(folder.glob("pool-*.jsonl")) for entry in read_lines(path)]
    if not entries:
        raise ValueError(f"{folder}: no pool-*.jsonl with answers, expected what pool.py writes")
    keys: list[tuple[str, bool]] = []
    tokens: list[list[int]] = []
    items: list[RewardItem] = []
    for entry in entries:
        variants = [(entry["tokens"], entry["finished"], True)]
        variants += [(ending, True, False) for ending in sentence_endings(entry["tokens"], tokenizer, entry["finished"])]
        if list_limit is not None:
            variants += [(made, True, False) for made in lists_of(entry["text"], tokenizer, list_limit)]
        for variant, finished, original in variants:
            keys.append((entry["prompt"], original))
            tokens.append(variant)
            items.append(RewardItem(entry["prompt"], tokenizer.decode(variant), finished))
    scores = bridge.score(items)
    candidates: dict[str, list[Candidate]] = {}
    for (prompt, original), answer, rewards in zip(keys, tokens, scores):
        candidates.setdefault(prompt, []).append(Candidate(answer, rewards, original))

    def statistics(rows: list[dict[str, float]]) -> dict[str, dict[str, float]]:
        columns = {name: torch.tensor([row[name] for row in rows], dtype=torch.float64) for name in rows[0]}
        return {name: {"mean": round(c.mean().item(), 5), "sd": round(c.std().item(), 5)} for name, c in columns.items()}

    base = statistics([score for score, (_, original) in zip(scores, keys) if original])
    units = {name: max(row["sd"], SMALLEST_UNIT) for name, row in statistics(scores).items()}
    return candidates, Calibration(base, units)


def read_pool(config: dict[str, Any], tokenizer: ChatTokenizer, bridge: RewardBridge) -> tuple[dict[str, list[Candidate]], Calibration]:
    """The candidates that a config trains on, with lists where its pool asks for them."""
    pool = config["pool"]
    return read_candidates(ROOT / pool["folder"], tokenizer, bridge, config["limit"] if pool.get("lists") else None)


@dataclass(frozen=True)
class Utility:
    """The scalar that training maximises: the rewards in their units made one by a preference vector, plus the guard.

    rewards: the ids that a policy is trained on, the first axes of the preference vector. Every reward is at best 1.
    """

    rewards: list[str]
    units: dict[str, float]
    guard: float
    kind: str = "linear"

    def of_table(self, table: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
        """[..., rewards + guard] in their own scale -> [...]."""
        unit = torch.tensor([self.units[name] for name in self.rewards])
        in_units = table[..., :-1] / unit
        return scalarise(in_units, weights[: len(self.rewards)], 1 / unit, self.kind) + self.guard * table[..., -1]

    def of_rows(self, rows: list[dict[str, float]], weights: torch.Tensor) -> torch.Tensor:
        """The same for a list of scores by name."""
        return self.of_table(torch.tensor([[row[name] for name in [*self.rewards, "guard"]] for row in rows]), weights)
