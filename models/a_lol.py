"""Advantage-leftover-lunch RL (A-LoL, arXiv 2305.14718): an expert from a pool of scored answers, without sampling. docs/methods/a-lol.md

    python a_lol.py --config runs/voice/config.json --out out/voice

A whole answer is one action. Its advantage is A = R - V(x), where V(x) is what the base's own answers to the prompt earn on average (the paper
fits a value head; with 24 answers to every prompt the mean is at hand). Only A > 0 is kept, and drawn in proportion to A. The loss is
-clip(p / p_ref, 1 - 0.9, 1 + 0.9) A log p(answer), with the ratio of the whole answer and no gradient through it.

Different from the paper: the pool is the base's own answers and the same ended early, as for every method here, and R is one reward plus the guard.
The cheapest recipe of all: nothing is generated.
"""

from __future__ import annotations

from typing import Any

import torch

from tiller.bank import Slot
from tiller.candidates import Candidate, Utility
from tiller.command import open_trainer, parser
from tiller.draws import points
from tiller.likelihood import answer_log_probabilities, answer_sums
from tiller.offline import pool_candidates
from tiller.policy import Policy
from tiller.trainer import Trainer

CLIP = 0.9


def a_lol(config: dict[str, Any]) -> Policy:
    """One slot at the corner of the reward that config["a_lol"]["reward"] names."""
    reward = config["a_lol"]["reward"]
    corner = [float(name == reward) for name in config["rewards"]]
    return Policy("alol", (Slot(f"alol-{reward}", config["bank"]["rank"]),), lambda weights: torch.ones(len(weights), 1), points([corner]))


def leftovers(candidates: list[Candidate], utility: Utility, weights: torch.Tensor) -> tuple[list[Candidate], torch.Tensor]:
    """The candidates of one prompt with a positive advantage, and their advantages."""
    advantage = utility.of_rows([c.rewards for c in candidates], weights)
    own = torch.tensor([c.original for c in candidates])
    advantage = advantage - advantage[own].mean()
    kept = (advantage > 0).nonzero()[:, 0].tolist()
    return [candidates[i] for i in kept], advantage[kept]


def train(trainer: Trainer) -> None:
    """Run (or resume) the training."""
    settings = trainer.config["a_lol"]
    optimizer = trainer.optimizer(settings)
    start = trainer.resume("a_lol", optimizer, {})
    if start >= settings["steps"]:
        return
    candidates = pool_candidates(trainer)
    utility = trainer.utility(settings["guard"])
    (weights,) = trainer.policy.draw(1, torch.Generator().manual_seed(0))
    pool = {prompt: leftovers(rows, utility, weights) for prompt, rows in candidates.items()}
    prompts = sorted(prompt for prompt, (kept, _) in pool.items() if kept)
    for step in range(start, settings["steps"]):
        generator = torch.Generator().manual_seed(trainer.config["seed"] * 100_003 + 70_000 + step)
        trainer.set_rate(optimizer, settings, step)
        chosen = [prompts[i] for i in torch.randperm(len(prompts), generator=generator)[: settings["groups"]].tolist()]
        picks = [torch.multinomial(pool[p][1], settings["picks"], replacement=True, generator=generator).tolist() for p in chosen]
        answers = [[pool[p][0][i].tokens for i in group] for p, group in zip(chosen, picks)]
        advantage = torch.cat([pool[p][1][group] for p, group in zip(chosen, picks)])
        packed, mixed = trainer.packed(chosen, weights.repeat(len(chosen), 1), answers)
        scores = answer_log_probabilities(trainer.model, packed, mixed, trainer.config["temperature"])
        with torch.no_grad():
            base = answer_log_probabilities(trainer.model, packed, None, trainer.config["temperature"])
            ratio = answer_sums(scores.detach() - base, packed).exp().clamp(1 - CLIP, 1 + CLIP)
        loss = -(ratio * advantage * answer_sums(scores, packed)).sum() / len(packed.target)
        trainer.descend(optimizer, loss)
        trainer.log({"stage": "a_lol", "step": step, "loss": loss.item(), "ratio": ratio.mean().item(), "tokens": len(packed.target)})
        if (step + 1) % settings["keep_every"] == 0 or step + 1 == settings["steps"]:
            trainer.keep("a_lol", optimizer, step + 1, {})
            trainer.look("a_lol", step + 1)


if __name__ == "__main__":
    opened = open_trainer(parser(__doc__).parse_args(), a_lol)
    train(opened)
    opened.bridge.close()
