"""The offline stage: learn the best of the base's own answers at each preference (best-of-n distillation).

For a prompt and a preference vector w the target is the softmax of w's utility over the prompt's candidates, at a
temperature so low that one to three candidates carry it; its samples are learned by maximum likelihood, the stop token too.
"""

from __future__ import annotations

import dataclasses
import json

import torch

from tiller.candidates import Candidate, read_pool
from tiller.likelihood import answer_log_probabilities
from tiller.processes import own_share, total
from tiller.reward_model import LEARNED
from tiller.trainer import Trainer


def train_offline(trainer: Trainer) -> None:
    """Run (or resume) the stage; writes calibration.json beside the log."""
    settings = trainer.config["offline"]
    optimizer = trainer.optimizer(settings)
    start = trainer.resume("offline", optimizer, {})
    if start >= settings["steps"]:
        return
    candidates = pool_candidates(trainer)
    utility = trainer.utility(settings["guard"], settings.get("scalarisation", "linear"))
    prompts = sorted(candidates)
    for step in range(start, settings["steps"]):
        generator = torch.Generator().manual_seed(trainer.config["seed"] * 100_003 + step)
        trainer.set_rate(optimizer, settings, step)
        chosen = [prompts[i] for i in torch.randperm(len(prompts), generator=generator)[: settings["groups"]].tolist()]
        weights = trainer.policy.draw(len(chosen), generator)
        answers: list[list[list[int]]] = []
        picked_rewards, effective = [], 0.0
        for prompt, w in zip(chosen, weights):
            rows = candidates[prompt]
            target = (utility.of_rows([c.rewards for c in rows], w) / settings["temperature"]).softmax(dim=0)
            effective += 1 / target.square().sum().item()
            picks = torch.multinomial(target, settings["picks"], replacement=True, generator=generator).unique().tolist()
            answers.append([rows[i].tokens for i in picks])
            picked_rewards += [rows[i].rewards for i in picks]
        own = own_share(range(len(chosen)))
        packed, mixed = trainer.packed([chosen[i] for i in own], weights[list(own)], [answers[i] for i in own])
        scores = answer_log_probabilities(trainer.model, packed, mixed, trainer.config["temperature"])
        count = total(len(packed.target))
        loss = -scores.sum() / count
        trainer.descend(optimizer, loss)
        entry = {"stage": "offline", "step": step, "nll": total(loss.item()), "tokens": int(count), "effective": effective / len(chosen)}
        means = {name: round(sum(r[name] for r in picked_rewards) / len(picked_rewards), 4) for name in [*trainer.rewards, "guard"]}
        trainer.log({**entry, "targets": means})
        if (step + 1) % settings["keep_every"] == 0 or step + 1 == settings["steps"]:
            trainer.keep("offline", optimizer, step + 1, {})
            trainer.look("offline", step + 1)


def pool_candidates(trainer: Trainer) -> dict[str, list[Candidate]]:
    """The scored candidates of the training prompts; writes calibration.json.

    A learned reward is calibrated on some of the base's own answers, which costs a forward pass each; candidates do not carry it.
    """
    candidates, calibration = read_pool(trainer.config, trainer.tokenizer, trainer.bridge)
    described = dataclasses.asdict(calibration)
    if trainer.reward_model:
        own = [c.tokens for rows in candidates.values() for c in rows if c.original][:: trainer.config["learned_every"]]
        approval = torch.tensor(trainer.reward_model.score([trainer.tokenizer.body(tokens) for tokens in own]))
        described["base"][LEARNED] = {"mean": round(approval.mean().item(), 5), "sd": round(approval.std().item(), 5)}
        described["units"][LEARNED] = described["base"][LEARNED]["sd"]
    trainer.calibration_path.write_text(json.dumps(described, indent=2) + "\n")
    return candidates
