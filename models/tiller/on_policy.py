"""The on-policy stage: policy gradient with token credit, KL to the base in the reward, PPO's clip.

Every group of answers shares a prompt and a preference vector. The group's utility is scaled to deviation one, so the
learning signal has the same size for every reward; what a preference may spend on KL is set by one price per reward, which rises
when the answers at that reward drift further from the base than `kl_target`, and falls otherwise.

Flags of the config's `on_policy`, each with an ablation in LOG.md: `credit` (tiller/credit.py), `normalise` (`utility`, or `gdpo`:
every reward of a group scaled by its own deviation before they are summed, arXiv 2601.05242), `scalarisation` (tiller/scalarise.py),
`group_variance` (how much more the worse half of the prompts counts: the penalty on the variance between two inferred groups of
arXiv 2310.11971, whose gradient weighs a group's by 1 - 2 lambda (its mean - the mean)), `kl_pace` (the share of a price's step that is
taken, in its logarithm: 1, or less for a controller that overshoots less). `kl_as` has none yet (`gain`: a token pays for its log-ratio to
the base out of what it gained; `loss`: KL is a term of the loss, by the estimator of GRPO, arXiv 2402.03300, eq. 4).
"""

from __future__ import annotations

from typing import Any

import torch

from tiller.candidates import Utility
from tiller.credit import advantages, gains_of, reward_traces
from tiller.generate import Sample
from tiller.guided_draw import HypervolumeGuided
from tiller.likelihood import answer_log_probabilities, attention_to_answers
from tiller.offline import pool_candidates
from tiller.processes import own_share, total
from tiller.prompts import read_prompts
from tiller.trainer import Trainer

SMALLEST_DEVIATION = 0.3  # of a group's utility: below it all answers are about as good, and scaling would make a signal of noise
LARGEST_PRICE_STEP = 1.2
PRICE_RANGE = (1.0, 6.0)  # times the price that the stage starts from; a lower floor lets rewards run away before the price catches up
LEAST_GROUP_WEIGHT, MOST_GROUP_WEIGHT = 0.2, 2.0


def train_on_policy(trainer: Trainer) -> None:
    """Run (or resume) the stage, from the offline stage's end where there was one."""
    settings = trainer.config["on_policy"]
    optimizer = trainer.optimizer(settings)
    count = len(trainer.rewards)
    state: dict[str, Any] = {"prices": [settings["kl_price"]] * count, "kl": [0.0] * count}
    start = trainer.resume("on_policy", optimizer, state)
    if start == 0 and trainer.state_path("offline").exists():
        trainer.bank.load_state_dict(torch.load(trainer.state_path("offline"))["bank"])
    if not trainer.calibration_path.exists():
        pool_candidates(trainer)
    utility = trainer.utility(settings["guard"], settings.get("scalarisation", "linear"))
    in_loss = settings.get("kl_as", "gain") == "loss"
    prompts = read_prompts(trainer.config["prompts"], "train", trainer.config.get("prompt_limit"))
    draw = trainer.policy.draw
    if isinstance(draw, HypervolumeGuided) and "archive" in state:
        draw.restore(state["archive"])
    if start == 0 and trainer.config.get("look_each"):
        trainer.look("on_policy", 0)
    for step in range(start, settings["steps"]):
        generator = torch.Generator().manual_seed(trainer.config["seed"] * 100_003 + 50_000 + step)
        trainer.set_rate(optimizer, settings, step)
        order = torch.randperm(len(prompts), generator=generator)[: settings["groups"]].tolist()
        weights = draw(len(order), generator)
        own = list(own_share(range(len(order))))
        chosen, weights = [prompts[order[i]] for i in own], weights[own]
        samples = trainer.sample(chosen, weights, settings["samples"], generator)
        base = trainer.base_log_probabilities(chosen, samples)
        finals, traces = trainer.reward_traces(samples, chosen, settings["credit"] == "r3hf")
        attention = attention_of(trainer, chosen, weights, samples) if settings["credit"] == "abc" else [None] * len(samples)
        members = [[i for i, s in enumerate(samples) if s.prompt == g] for g in range(len(chosen))]
        strengths = group_strengths(utility, traces, members, weights, settings.get("group_variance", 0.0))
        price = trainer.policy.kl_price(weights) * (weights[:, :count] @ torch.tensor(state["prices"]) / weights[:, :count].sum(dim=1))
        credit: list[torch.Tensor] = []
        group_kl: list[float] = []
        for g, w in enumerate(weights):
            gains = group_gains(utility, [traces[i] for i in members[g]], w, settings, [attention[i] for i in members[g]])
            ratios = [torch.tensor(samples[i].log_probabilities) - base[i] for i in members[g]]
            group_kl.append(sum(r.sum().item() for r in ratios) / len(ratios))
            paid = 0.0 if in_loss else price[g]
            credit += advantages([strengths[g] * gain - paid * r for gain, r in zip(gains, ratios)], settings["discount"])
        kl_term = [(price[s.prompt].expand(len(s.tokens)), row) for s, row in zip(samples, base)] if in_loss else None
        update(trainer, optimizer, settings, chosen, weights, samples, credit, kl=kl_term)
        if settings.get("kl_target"):
            reprice(state, weights[:, :count], group_kl, settings)
        if isinstance(draw, HypervolumeGuided):
            draw.observe(weights, torch.stack([torch.stack([traces[i][-1, :count] for i in group]).mean(dim=0) for group in members]))
            state["archive"] = draw.archive()
        trainer.log(describe(trainer, step, state, weights, samples, finals, group_kl))
        if (step + 1) % settings["keep_every"] == 0 or step + 1 == settings["steps"]:
            trainer.keep("on_policy", optimizer, step + 1, state)
            trainer.look("on_policy", step + 1)


def group_gains(
    utility: Utility, traces: list[torch.Tensor], weights: torch.Tensor, settings: dict, attention: list[torch.Tensor | None]
) -> list[torch.Tensor]:
    """What every token of a group's answers gained, in units of the group's deviation.

    traces: for each answer its rewards (and guard) up to every token, [tokens, rewards + guard].
    """
    ends = torch.stack([trace[-1] for trace in traces])
    if settings.get("normalise", "utility") == "gdpo":
        unit = torch.tensor([utility.units[name] for name in utility.rewards])
        deviation = (ends[:, :-1] / unit).std(dim=0).clamp(min=SMALLEST_DEVIATION)
        scale = torch.cat([unit * deviation, torch.ones(1)])
        own = Utility(utility.rewards, dict.fromkeys(utility.rewards, 1.0), utility.guard, utility.kind)
        scalars = [own.of_table(trace / scale, weights) for trace in traces]
        empty = own.of_table(torch.zeros_like(ends[0]), weights)
    else:
        deviation = utility.of_table(ends, weights).std().clamp(min=SMALLEST_DEVIATION)
        scalars = [utility.of_table(trace, weights) / deviation for trace in traces]
        empty = utility.of_table(torch.zeros_like(ends[0]), weights) / deviation
    return [gains_of(scalar - empty, settings["credit"], a) for scalar, a in zip(scalars, attention)]


def group_strengths(
    utility: Utility, traces: list[torch.Tensor], members: list[list[int]], weights: torch.Tensor, penalty: float
) -> torch.Tensor:
    """How much each prompt's gradient counts ([groups]): 1 without a penalty; else less for the better of the two groups of prompts
    whose means differ most (a cut of the sorted means, by which the variance between the groups is largest), more for the worse."""
    if penalty == 0 or len(members) < 2:
        return torch.ones(len(members))
    means = torch.stack([torch.stack([utility.of_table(traces[i][-1], w) for i in group]).mean() for group, w in zip(members, weights)])
    ordered = means.sort().values
    cuts = range(1, len(ordered))
    between = [len(ordered[:c]) * len(ordered[c:]) * (ordered[:c].mean() - ordered[c:].mean()) ** 2 for c in cuts]
    cut = cuts[int(torch.tensor(between).argmax())]
    better = means >= ordered[cut]
    centre = means.mean()
    of_group = torch.where(better, means[better].mean(), means[~better].mean())
    return (1 - 2 * penalty * (of_group - centre)).clamp(LEAST_GROUP_WEIGHT, MOST_GROUP_WEIGHT)


def attention_of(trainer: Trainer, prompts: list[str], weights: torch.Tensor, samples: list[Sample]) -> list[torch.Tensor]:
    """For every sample the policy's own attention from its last token to each of its tokens ([tokens])."""
    grouped = [[s.tokens for s in samples if s.prompt == g] for g in range(len(prompts))]
    packed, mixed = trainer.packed(prompts, weights, grouped)
    return attention_to_answers(trainer.model, packed, mixed)


def update(
    trainer: Trainer,
    optimizer: torch.optim.Adam,
    settings: dict,
    prompts: list[str],
    weights: torch.Tensor,
    samples: list[Sample],
    credit: list[torch.Tensor],
    kl: list[tuple[torch.Tensor, torch.Tensor]] | None = None,
) -> None:
    """One clipped policy-gradient step per part of the batch. kl: of every sample the price of a nat and log p under the base, by token."""
    size = -(-len(prompts) // settings["parts"])
    for first in range(0, len(prompts), size):
        groups = range(first, min(len(prompts), first + size))
        members = [[i for i, s in enumerate(samples) if s.prompt == g] for g in groups]
        order = [i for group in members for i in group]
        answers = [[samples[i].tokens for i in group] for group in members]
        packed, mixed = trainer.packed([prompts[g] for g in groups], weights[groups.start : groups.stop], answers)
        new = answer_log_probabilities(trainer.model, packed, mixed, trainer.config["temperature"])
        old = torch.tensor([score for i in order for score in samples[i].log_probabilities])
        advantage = torch.cat([credit[i] for i in order])
        ratio = (new - old).exp()
        clipped = ratio.clamp(1 - settings["clip"], 1 + settings["clip"])
        loss = -torch.minimum(ratio * advantage, clipped * advantage).sum() / total(len(new))
        if kl is not None:
            prices, base = (torch.cat([kl[i][part] for i in order]) for part in (0, 1))
            behind = base - new
            loss = loss + (prices * (behind.expm1() - behind)).sum() / total(len(new))
        trainer.descend(optimizer, loss)


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
        factor **= settings.get("kl_pace", 1.0)
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
    watched = {name: round(sum(f[name] for f in finals) / len(finals), 4) for name in trainer.config.get("watch", [])}
    return {
        "stage": "on_policy",
        "step": step,
        "by_reward": by_reward,
        **watched,
        "guard": sum(f["guard"] for f in finals) / len(finals),
        "kl": sum(group_kl) / len(group_kl),
        "kl_by_reward": [round(k, 3) for k in state["kl"]],
        "prices": [round(p, 4) for p in state["prices"]],
        "finished": sum(s.finished for s in samples) / len(samples),
        "samples": int(total(len(samples))),
        "tokens": int(total(sum(len(s.tokens) for s in samples))),
    }
