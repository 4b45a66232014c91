"""The offline stage: learn the best of the base's own answers at each preference (best-of-n distillation).

For a prompt and a preference vector w the target is the softmax of w's utility over the prompt's candidates, at a
temperature so low that one to three candidates carry it; its samples are learned by maximum likelihood, the stop token too.
"""

from __future__ import annotations

import dataclasses
import json

import torch

from tiller.candidates import read_candidates, utilities
from tiller.gguf import ROOT
from tiller.likelihood import answer_log_probabilities, pack
from tiller.preferences import coefficients, draw_weights, set_rate
from tiller.trainer import Trainer


def train_offline(trainer: Trainer) -> None:
    """Run (or resume) the stage; writes calibration.json beside the log."""
    settings = trainer.config["offline"]
    optimizer = trainer.optimizer(settings)
    start = trainer.resume("offline", optimizer, {})
    if start >= settings["steps"]:
        return
    candidates, calibration = read_candidates(ROOT / trainer.config["pool"]["folder"], trainer.tokenizer, trainer.bridge)
    (trainer.folder / "calibration.json").write_text(json.dumps(dataclasses.asdict(calibration), indent=2) + "\n")
    prompts = sorted(candidates)
    for step in range(start, settings["steps"]):
        generator = torch.Generator().manual_seed(trainer.config["seed"] * 100_003 + step)
        set_rate(optimizer, trainer.rate(settings, step))
        chosen = [prompts[i] for i in torch.randperm(len(prompts), generator=generator)[: settings["groups"]].tolist()]
        weights = draw_weights(trainer.policy, len(chosen), len(trainer.rewards), settings["corner_share"], generator)
        answers: list[list[list[int]]] = []
        picked_rewards, effective = [], 0.0
        for prompt, w in zip(chosen, weights):
            rows = candidates[prompt]
            utility = utilities([c.rewards for c in rows], trainer.rewards, w, calibration.units, settings["guard"])
            target = (utility / settings["temperature"]).softmax(dim=0)
            effective += 1 / target.square().sum().item()
            picks = torch.multinomial(target, settings["picks"], replacement=True, generator=generator).unique().tolist()
            answers.append([rows[i].tokens for i in picks])
            picked_rewards += [rows[i].rewards for i in picks]
        packed = pack([trainer.tokenizer.chat(p) for p in chosen], answers, trainer.model.dtype)
        mixed = trainer.model.mix(trainer.bank, coefficients(trainer.policy, weights))
        scores = answer_log_probabilities(trainer.model, packed, mixed, trainer.config["temperature"])
        loss = -scores.mean()
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trainer.bank.parameters(), 1.0)
        optimizer.step()
        entry = {"stage": "offline", "step": step, "nll": loss.item(), "tokens": len(packed.target), "effective": effective / len(chosen)}
        means = {name: round(sum(r[name] for r in picked_rewards) / len(picked_rewards), 4) for name in [*trainer.rewards, "guard"]}
        trainer.log({**entry, "targets": means})
        if (step + 1) % settings["keep_every"] == 0 or step + 1 == settings["steps"]:
            trainer.keep("offline", optimizer, step + 1, {})
            trainer.look("offline", step + 1)
