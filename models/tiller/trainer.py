"""What both stages share: the models of one policy, resumable state, the log, samples at the corners."""

from __future__ import annotations

import math
import time
from pathlib import Path
from typing import Any

import torch

from tiller.checkpoint import append_line, save
from tiller.generate import Sample, generate
from tiller.gguf import read_gguf
from tiller.likelihood import answer_log_probabilities, pack
from tiller.model import Llama
from tiller.preferences import coefficients, make_bank, make_optimizer
from tiller.prompts import read_prompts
from tiller.rewards_bridge import RewardBridge, RewardItem
from tiller.tokenizer import ChatTokenizer


class Trainer:
    """One policy in training: base, bank, optimizer, reward server, and a folder for its state and log."""

    def __init__(self, config: dict[str, Any], policy: str, folder: Path) -> None:
        base = read_gguf(layers=config.get("layers"))
        self.config, self.policy, self.folder = config, policy, folder
        self.rewards: list[str] = config["rewards"]
        self.tokenizer = ChatTokenizer(base.metadata)
        self.model = Llama(base, getattr(torch, config["dtype"]))
        self.bank = make_bank(policy, base.config, self.rewards, config["bank"], config["seed"])
        self.bridge = RewardBridge()
        self.started = time.monotonic()

    def optimizer(self, settings: dict[str, Any]) -> torch.optim.Adam:
        """A fresh optimizer for one stage."""
        return make_optimizer(self.bank, settings["rate"], settings["shared_factor"])

    def state_path(self, stage: str) -> Path:
        """Where a stage keeps its latest state."""
        return self.folder / f"{stage}.pt"

    def resume(self, stage: str, optimizer: torch.optim.Adam, extra: dict[str, Any]) -> int:
        """Load a stage's latest state, if there is one; returns the number of steps done and updates `extra`."""
        path = self.state_path(stage)
        if not path.exists():
            return 0
        state = torch.load(path)
        self.bank.load_state_dict(state["bank"])
        optimizer.load_state_dict(state["optimizer"])
        extra.update(state["extra"])
        return state["step"]

    def keep(self, stage: str, optimizer: torch.optim.Adam, step: int, extra: dict[str, Any]) -> None:
        """Save the state of a stage and export the adapters as they are, beside those of earlier steps."""
        state = {"bank": self.bank.state_dict(), "optimizer": optimizer.state_dict(), "step": step, "extra": extra}
        save(state, self.state_path(stage))
        self.bank.export_peft(self.folder / f"adapters-{stage}-{step:04d}")

    def log(self, entry: dict[str, Any]) -> None:
        """Append to the run's log, with the minutes since this process started."""
        rounded = {k: round(v, 4) if isinstance(v, float) else v for k, v in entry.items()}
        append_line(self.folder / "log.jsonl", {"policy": self.policy, **rounded, "minutes": round((time.monotonic() - self.started) / 60, 2)})

    def rate(self, settings: dict[str, Any], step: int) -> float:
        """Learning rate: a short warm-up, then half a cosine down to a tenth."""
        warm = min(1.0, (step + 1) / settings["warm_up"])
        return settings["rate"] * warm * (0.1 + 0.9 * 0.5 * (1 + math.cos(math.pi * step / settings["steps"])))

    def sample(self, prompts: list[str], weights: torch.Tensor, samples: int, generator: torch.Generator) -> list[Sample]:
        """Answers of the policy at these preference vectors ([prompts, rewards])."""
        return generate(
            self.model,
            self.bank,
            [self.tokenizer.chat(p) for p in prompts],
            coefficients(self.policy, weights),
            samples=samples,
            limit=self.config["limit"],
            temperature=self.config["temperature"],
            stops=self.tokenizer.stops,
            generator=generator,
        )

    def base_log_probabilities(self, prompts: list[str], samples: list[Sample]) -> list[torch.Tensor]:
        """log p of every sampled token under the base at the sampling temperature, for samples grouped by prompt."""
        answers = [[s.tokens for s in samples if s.prompt == i] for i in range(len(prompts))]
        packed = pack([self.tokenizer.chat(p) for p in prompts], answers, self.model.dtype)
        with torch.no_grad():
            scores = answer_log_probabilities(self.model, packed, None, self.config["temperature"])
        return list(scores.split([len(s.tokens) for s in samples]))

    def look(self, stage: str, step: int) -> None:
        """Log rewards, KL and texts at the corners and the centre, on the tuning split."""
        prompts = read_prompts(self.config["prompts"], "tune", self.config["look_prompts"])
        count = len(self.rewards)
        points = [*torch.eye(count), torch.full((count,), 1 / count)]
        for weights in points:
            generator = torch.Generator().manual_seed(self.config["seed"] + 77)
            samples = self.sample(prompts, weights.repeat(len(prompts), 1), 1, generator)
            texts = [self.tokenizer.decode(s.tokens) for s in samples]
            scores = self.bridge.score([RewardItem(prompts[s.prompt], text, s.finished) for s, text in zip(samples, texts)])
            base = self.base_log_probabilities(prompts, samples)
            kl = [sum(s.log_probabilities) - b.sum().item() for s, b in zip(samples, base)]
            means = {name: round(sum(row[name] for row in scores) / len(scores), 4) for name in scores[0]}
            self.log(
                {
                    "look": stage,
                    "step": step,
                    "weights": [round(w, 3) for w in weights.tolist()],
                    "rewards": means,
                    "kl": sum(kl) / len(kl),
                    "base_logp_per_token": sum(b.sum().item() for b in base) / sum(map(len, base)),
                    "tokens": sum(len(s.tokens) for s in samples) / len(samples),
                    "finished": sum(s.finished for s in samples) / len(samples),
                    "texts": texts[:8],
                }
            )
