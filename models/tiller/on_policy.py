"""The on-policy stage: policy gradient with token credit, KL to the base in the reward, PPO's clip.

Every group of answers shares a prompt and a preference vector. The group's utility is scaled to deviation one, so the
learning signal has the same size for every reward; what a preference may spend on KL is set by one price per reward, which rises
when the answers at that reward drift further from the base than `kl_target`, and falls otherwise.
"""

from __future__ import annotations

import json

import torch

from tiller.candidates import utilities
from tiller.credit import advantages, reward_increments
from tiller.generate import Sample
from tiller.likelihood import answer_log_probabilities, pack
from tiller.preferences import coefficients, draw_weights, set_rate
from tiller.prompts import read_prompts
from tiller.trainer import Trainer

SMALLEST_DEVIATION = 0.3  # of a group's utility: below it all answers are about as good, and scaling would make a signal of noise
LARGEST_PRICE_STEP = 1.2
PRICE_RANGE = (1.0, 6.0)  # times the price that the stage starts from; a lower floor lets rewards run away before the price catches up


def train_on_policy(trainer: Trainer) -> None:
    """Run (or resume) the stage, from the offline stage's end."""
    settings = trainer.config["on_policy"]
    optimizer = trainer.optimizer(settings)
    state = {"prices": [settings["kl_price"]] * len(trainer.rewards), "kl": [0.0] * len(trainer.rewards)}
    start = trainer.resume("on_policy", optimizer, state)
    if start == 0:
        trainer.bank.load_state_dict(torch.load(trainer.state_path("offline"))["bank"])
    units = json.loads((trainer.folder / "calibration.json").read_text())["units"]
    prompts = read_prompts(trainer.config["prompts"], "train", trainer.config.get("prompt_limit"))
    for step in range(start, settings["steps"]):
        generator = torch.Generator().manual_seed(trainer.config["seed"] * 100_003 + 50_000 + step)
        set_rate(optimizer, trainer.rate(settings, step))
        chosen = [prompts[i] for i in torch.randperm(len(prompts), generator=generator)[: settings["groups"]].tolist()]
        weights = draw_weights(trainer.policy, len(chosen), len(trainer.rewards), settings["corner_share"], generator)
        samples = trainer.sample(chosen, weights, settings["samples"], generator)
        base = trainer.base_log_probabilities(chosen, samples)
        finals, increments = reward_increments(samples, chosen, trainer.rewards, trainer.tokenizer, trainer.bridge)
        scale = torch.tensor([*(1 / units[name] for name in trainer.rewards), 1.0])
        credit: list[torch.Tensor] = []
        group_kl: list[float] = []
        for g, w in enumerate(weights):
            members = [i for i, s in enumerate(samples) if s.prompt == g]
            deviation = utilities([finals[i] for i in members], trainer.rewards, w, units, settings["guard"]).std().clamp(min=SMALLEST_DEVIATION)
            mix = scale * torch.cat([w, torch.tensor([settings["guard"]])]) / deviation
            price = (w * torch.tensor(state["prices"])).sum()
            ratios = [torch.tensor(samples[i].log_probabilities) - base[i] for i in members]
            group_kl.append(sum(r.sum().item() for r in ratios) / len(ratios))
            credit += advantages([increments[i] @ mix - price * r for i, r in zip(members, ratios)], settings["discount"])
        update(trainer, optimizer, settings, chosen, weights, samples, credit)
        reprice(state, weights, group_kl, settings)
        trainer.log(describe(trainer, step, state, weights, samples, finals, group_kl))
        if (step + 1) % settings["keep_every"] == 0 or step + 1 == settings["steps"]:
            trainer.keep("on_policy", optimizer, step + 1, state)
            trainer.look("on_policy", step + 1)


def update(
    trainer: Trainer,
    optimizer: torch.optim.Adam,
    settings: dict,
    prompts: list[str],
    weights: torch.Tensor,
    samples: list[Sample],
    credit: list[torch.Tensor],
) -> None:
    """One clipped policy-gradient step per part of the batch."""
    size = -(-len(prompts) // settings["parts"])
    for first in range(0, len(prompts), size):
        groups = range(first, min(len(prompts), first + size))
        members = [[i for i, s in enumerate(samples) if s.prompt == g] for g in groups]
        order = [i for group in members for i in group]
        packed = pack(
            [trainer.tokenizer.chat(prompts[g]) for g in groups],
            [[samples[i].tokens for i in group] for group in members],
            trainer.model.dtype,
        )
        mixed = trainer.model.mix(trainer.bank, coefficients(trainer.policy, weights[groups.start : groups.stop]))
        new = answer_log_probabilities(trainer.model, packed, mixed, trainer.config["temperature"])
        old = torch.tensor([score for i in order for score in samples[i].log_probabilities])
        advantage = torch.cat([credit[i] for i in order])
        ratio = (new - old).exp()
        clipped = ratio.clamp(1 - settings["clip"], 1 + settings["clip"])
        loss = -torch.minimum(ratio * advantage, clipped * advantage).mean()
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trainer.bank.parameters(), 1.0)
        optimizer.step()


def reprice(state: dict, weights: torch.Tensor, group_kl: list[float], settings: dict) -> None:
    """Move each reward's KL price towards the one at which its answers stay `kl_target` nats from the base."""
    shares = weights.square()
    for i in range(weights.shape[1]):
        total = shares[:, i].sum().item()
        if total < 0.2:
            continue
        now = sum(s * k for s, k in zip(shares[:, i].tolist(), group_kl)) / total
        state["kl"][i] = now if state["kl"][i] == 0 else 0.8 * state["kl"][i] + 0.2 * now
        # The estimate of a small KL may be negative.
        spent = max(0.0, state["kl"][i]) / settings["kl_target"]
        factor = min(LARGEST_PRICE_STEP, max(1 / LARGEST_PRICE_STEP, spent**0.5))
        low, high = (settings["kl_price"] * bound for bound in PRICE_RANGE)
        state["prices"][i] = min(high, max(low, state["prices"][i] * factor))


def describe(
    trainer: Trainer, step: int, state: dict, weights: torch.Tensor, samples: list[Sample], finals: list[dict[str, float]], group_kl: list[float]
) -> dict:
    """The log entry of a step; `by_reward` weighs every answer's reward by its preference for it."""
    by_reward = {}
    for i, name in enumerate(trainer.rewards):
        shares = [weights[s.prompt, i].item() for s in samples]
        by_reward[name] = round(sum(w * f[name] for w, f in zip(shares, finals)) / max(1e-9, sum(shares)), 4)
    return {
        "stage": "on_policy",
        "step": step,
        "by_reward": by_reward,
        "guard": sum(f["guard"] for f in finals) / len(finals),
        "kl": sum(group_kl) / len(group_kl),
        "kl_by_reward": [round(k, 3) for k in state["kl"]],
        "prices": [round(p, 4) for p in state["prices"]],
        "finished": sum(s.finished for s in samples) / len(samples),
        "samples": len(samples),
        "tokens": sum(len(s.tokens) for s in samples),
    }
