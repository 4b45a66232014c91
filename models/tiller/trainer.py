"""What the stages share: the models of one policy, resumable state, the log, samples at the corners."""

from __future__ import annotations

import json
import math
import time
from pathlib import Path
from typing import Any

import torch

from tiller.bank import Bank, Mixed
from tiller.candidates import Utility
from tiller.checkpoint import append_line, save
from tiller.credit import reward_traces
from tiller.generate import Sample, generate
from tiller.gguf import read_gguf
from tiller.likelihood import Packed, answer_log_probabilities, pack
from tiller.model import Llama
from tiller.policy import Policy
from tiller.processes import is_first, sum_gradients
from tiller.prompts import read_prompts
from tiller.reward_model import LEARNED, RewardModel
from tiller.rewards_bridge import RewardBridge, bridge_command
from tiller.tokenizer import SYSTEM_PROMPT, ChatTokenizer


SOFT_START = "Answer the question as it was asked."  # as in src/engine/trainer/worker/open-gradients.ts


class Trainer:
    """One policy in training: base, bank, optimizer, reward server, and a folder for its state and log.

    config["rewards"] are the rewards that it is trained on; a preference vector may have one axis more (config["axes"]), closeness to
    the base, which has no reward of its own but a say in the price of KL (`Policy.kl_price`).
    """

    def __init__(self, config: dict[str, Any], policy: Policy, folder: Path, base_path: Path | None = None) -> None:
        base = read_gguf(base_path, layers=config.get("layers"))
        self.config, self.policy, self.folder = config, policy, folder
        self.rewards: list[str] = config["rewards"]
        self.axes: list[str] = config.get("axes", self.rewards)
        self.tokenizer = ChatTokenizer(base.metadata, config.get("system", SYSTEM_PROMPT))
        self.model = Llama(base, getattr(torch, config["dtype"]))
        settings = config["bank"]
        start = self.soft_start(policy.soft_tokens) if policy.soft_tokens else None
        self.bank = Bank(base.config, policy.slots, policy.hooks, settings["scale"], config["seed"], policy.scaled, start)
        self.bridge = RewardBridge(bridge_command(config))
        self.reward_model = RewardModel.read(self.model, Path(config["reward_model"])) if LEARNED in self.rewards else None
        self.started = time.monotonic()

    @property
    def calibration_path(self) -> Path:
        """Mean and deviation of every reward: read by the stages, published with the run."""
        return self.folder / "calibration.json"

    def utility(self, guard: float, kind: str = "linear") -> Utility:
        """What this policy maximises, in the units of calibration.json."""
        units = json.loads(self.calibration_path.read_text())["units"]
        return Utility(self.rewards, {name: units[name] for name in self.rewards}, guard, kind)

    def optimizer(self, settings: dict[str, Any]) -> torch.optim.Adam:
        """A fresh optimizer for one stage: Adam over the slots, slow ones at a lower rate (a shared slot sees every gradient, and Adam
        undoes any scaling of it)."""
        factors = {slot.name: settings["shared_factor"] if slot.name in self.policy.slow else 1.0 for slot in self.policy.slots}
        groups = [{"params": self.bank.slot_parameters(name), "factor": factor} for name, factor in factors.items()]
        if self.policy.scaled:
            groups.append({"params": list(self.bank.gain.parameters()), "factor": 1.0})
        return torch.optim.Adam(groups, lr=self.policy.pace * settings["rate"], betas=(0.9, 0.98))

    def set_rate(self, optimizer: torch.optim.Adam, settings: dict[str, Any], step: int) -> None:
        """The learning rate of a step: a short warm-up, then half a cosine down to the share `final_rate`."""
        warm = min(1.0, (step + 1) / settings["warm_up"])
        final = settings.get("final_rate", 0.1)
        rate = self.policy.pace * settings["rate"] * warm * (final + (1 - final) * 0.5 * (1 + math.cos(math.pi * step / settings["steps"])))
        for group in optimizer.param_groups:
            group["lr"] = rate * group["factor"]

    def descend(self, optimizer: torch.optim.Adam, loss: torch.Tensor) -> None:
        """One step down the gradient of a loss that is this process's part of the whole."""
        optimizer.zero_grad()
        loss.backward()
        sum_gradients(self.bank.parameters())
        torch.nn.utils.clip_grad_norm_(self.bank.parameters(), 1.0)
        optimizer.step()

    def chat(self, prompt: str, weights: torch.Tensor | None) -> list[int]:
        """Token ids of a prompt as the policy gets it: some read their preferences in the system prompt, some in soft vectors before all."""
        told = self.policy.system is not None and weights is not None
        soft = range(len(self.model.embedding), len(self.model.embedding) + self.policy.soft_tokens)
        return [*soft, *self.tokenizer.chat(prompt, self.policy.system(self.tokenizer.system, weights) if told else None)]

    def soft_start(self, count: int) -> torch.Tensor:
        """What a soft prompt begins with, [count, width]: words like those it takes the place of, over and over."""
        words = self.tokenizer.encode(SOFT_START)
        return self.model.embedding[[words[i % len(words)] for i in range(count)]]

    def packed(self, prompts: list[str], weights: torch.Tensor, answers: list[list[list[int]]]) -> tuple[Packed, Mixed | None]:
        """Prompts and their answers in one row, and the bank mixed for it."""
        packed = pack([self.chat(p, w) for p, w in zip(prompts, weights)], answers, self.model.dtype)
        return packed, self.model.mix(self.bank, self.policy.coefficients(weights))

    def reward_traces(self, samples: list[Sample], prompts: list[str], dense: bool) -> tuple[list[dict[str, float]], list[torch.Tensor]]:
        """For every sample its scores, and the trained rewards and the guard of its text up to every token; only the last row of
        a table counts where the credit is not dense."""
        if dense:
            return reward_traces(samples, prompts, self.rewards, self.tokenizer, self.bridge)
        finals = self.score(samples, prompts)
        ends = [torch.tensor([final[name] for name in [*self.rewards, "guard"]]) for final in finals]
        return finals, [end.repeat(len(sample.tokens), 1) for sample, end in zip(samples, ends)]

    def score(self, samples: list[Sample], prompts: list[str]) -> list[dict[str, float]]:
        """Every reward, the guard and the twins of every sample, and the learned reward where the policy is trained on it."""
        texts = [self.tokenizer.decode(s.tokens) for s in samples]
        answer = self.bridge.ask([{"prompt": prompts[s.prompt], "text": t, "finished": s.finished} for s, t in zip(samples, texts)], twins=True)
        scores = [{**rewards, **{f"twin {name}": x for name, x in twins.items()}} for rewards, twins in zip(answer["rewards"], answer["twins"])]
        if self.reward_model:
            learned = self.reward_model.score([self.tokenizer.body(s.tokens) for s in samples])
            scores = [{**row, LEARNED: x} for row, x in zip(scores, learned)]
        return scores

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
        """Save the state of a stage (one process does) and export the adapters as they are, beside those of earlier steps."""
        if not is_first():
            return
        state = {"bank": self.bank.state_dict(), "optimizer": optimizer.state_dict(), "step": step, "extra": extra}
        save(state, self.state_path(stage))
        self.bank.export_peft(self.folder / f"adapters-{stage}-{step:04d}", head=self.model.head)

    def log(self, entry: dict[str, Any]) -> None:
        """Append to the run's log, with the minutes since this process started."""
        if not is_first():
            return
        rounded = {k: round(v, 4) if isinstance(v, float) else v for k, v in entry.items()}
        append_line(self.folder / "log.jsonl", {"policy": self.policy.name, **rounded, "minutes": round((time.monotonic() - self.started) / 60, 2)})

    def sample(self, prompts: list[str], weights: torch.Tensor, samples: int, generator: torch.Generator) -> list[Sample]:
        """Answers of the policy at these preference vectors ([prompts, rewards])."""
        return generate(
            self.model,
            self.bank,
            [self.chat(p, w) for p, w in zip(prompts, weights)],
            self.policy.coefficients(weights),
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
        """Log rewards, KL and texts at the corners and the centre (or at `look_points`), on the tuning split."""
        if not is_first():
            return
        prompts = read_prompts(self.config["prompts"], "tune", self.config["look_prompts"])
        count = len(self.axes)
        points = torch.tensor(self.config["look_points"], dtype=torch.float32) if "look_points" in self.config else torch.cat([torch.eye(count), torch.full((1, count), 1 / count)])
        for weights in points:
            generator = torch.Generator().manual_seed(self.config["seed"] + 77)
            samples = self.sample(prompts, weights.repeat(len(prompts), 1), 1, generator)
            scores = self.score(samples, prompts)
            base = self.base_log_probabilities(prompts, samples)
            kl = [sum(s.log_probabilities) - b.sum().item() for s, b in zip(samples, base)]
            means = {name: round(sum(row[name] for row in scores) / len(scores), 4) for name in scores[0]}
            entry = {
                "look": stage,
                "step": step,
                "weights": [round(w, 3) for w in weights.tolist()],
                "rewards": means,
                "kl": sum(kl) / len(kl),
                "base_logp_per_token": sum(b.sum().item() for b in base) / sum(map(len, base)),
                "tokens": sum(len(s.tokens) for s in samples) / len(samples),
                "finished": sum(s.finished for s in samples) / len(samples),
                "texts": [self.tokenizer.decode(s.tokens) for s in samples[:8]],
            }
            if self.config.get("look_each"):
                watched = [*self.rewards, *self.config["watch"]]
                entry["each"] = [{"kl": round(k, 3), **{name: round(row[name], 4) for name in watched}} for k, row in zip(kl, scores)]
            self.log(entry)
