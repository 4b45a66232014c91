"""Ask the app's own TypeScript rewards over a Node subprocess (JSON lines on its standard streams)."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from types import TracebackType
from typing import Any

from tiller.gguf import ROOT

COMMAND = ("node", "--import", "tsx", "models/rewards/serve.ts")


def bridge_command(config: Mapping[str, Any]) -> tuple[str, ...]:
    """The reward server for a config: its rewards (some are of a series and not in the registry), and those that its `definitions`
    (path of a pack.json, or of a list of definitions, from the repository's root) define."""
    own = ("--definitions", str(config["definitions"])) if config.get("definitions") else ()
    return (*COMMAND, *own, *config["rewards"])


@dataclass(frozen=True)
class RewardItem:
    """A text to score: the user's prompt, the answer, and whether the model ended it itself."""

    prompt: str
    text: str
    finished: bool


class RewardBridge:
    """A running reward server. Use it as a context manager."""

    def __init__(self, command: Sequence[str] = COMMAND) -> None:
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")
        self.count = 0

    def __enter__(self) -> RewardBridge:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the server."""
        self.process.stdin.close()
        self.process.wait(timeout=10)

    def ask(self, items: list[dict[str, Any]], **options: bool) -> dict[str, Any]:
        """The server's whole answer for these items.

        Raises RuntimeError when the server died or could not score them.
        """
        self.count += 1
        self.process.stdin.write(json.dumps({"id": self.count, "items": items, **options}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"the reward server ended with code {self.process.wait()}; expected an answer to request {self.count}")
        answer = json.loads(line)
        if answer.get("id") != self.count or "rewards" not in answer:
            raise RuntimeError(f"the reward server answered {line[:300]!r}, expected rewards for request {self.count}")
        return answer

    def score(self, items: Sequence[RewardItem]) -> list[dict[str, float]]:
        """Every reward (and `guard`) of every item."""
        return self.ask([asdict(item) for item in items], twins=False)["rewards"]

    def score_prefixes(self, items: Sequence[RewardItem], ends: Sequence[list[int]]) -> list[dict[str, list[float]]]:
        """For every item its rewards after each of its `ends` (ascending lengths in code points), as of unfinished texts."""
        described = [{**asdict(item), "finished": False, "ends": e} for item, e in zip(items, ends)]
        return self.ask(described, prefixes=True)["rewards"]
