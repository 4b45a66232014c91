"""Write the numbers that the recipe in TypeScript is tested against: `python models/write_training.py`.

models/fixtures/training.json, from this folder's own code and PyTorch, in float32:
  adam         twenty steps of the trainer's optimizer over a bank of two slots, a slow one and one at the full rate, with clipping and schedule
  adamw        twenty steps of torch.optim.AdamW with decay
  losses       likelihood, clipped policy gradient and KL to the base, with autograd's slopes
  utilities    the three scalarisations
  groups       advantages of the tokens of one group, for each way to credit and to normalise
  prices       prices of KL over ten steps
  batches      two steps of the on-policy stage itself over made-up samples: advantages, prices, and what the log says
  guided       what draws that the front guides observe
The gradients of step s are sin(s + 0.7 i) (1 + i mod 3) for element i of a matrix, times 2 for B: no random stream is shared.
"""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import torch

from tiller import on_policy
from tiller.bank import Bank, Slot
from tiller.candidates import Utility
from tiller.credit import advantages
from tiller.draws import dirichlet
from tiller.generate import Sample
from tiller.gguf import Config
from tiller.guided_draw import HypervolumeGuided
from tiller.on_policy import group_gains, reprice
from tiller.scalarise import SCALARISATIONS
from tiller.trainer import Trainer

PLACE = Path(__file__).resolve().parent / "fixtures/training.json"
TINY = Config(layers=1, width=6, heads=2, kv_heads=1, head_size=3, mlp_width=8, vocabulary=16, rope_base=1e4, norm_epsilon=1e-5, eos=2)
SCHEDULE = {"rate": 0.01, "steps": 20, "warm_up": 5, "final_rate": 0.4, "shared_factor": 0.3}
SHOWN = (0, 9, 19)


def rounded(values: Any) -> Any:
    """Nested lists with eight decimals."""
    if isinstance(values, torch.Tensor):
        values = values.tolist()
    return [rounded(value) for value in values] if isinstance(values, list) else round(values, 8)


def slope(step: int, shape: torch.Size, size: float) -> torch.Tensor:
    """A gradient that both languages can make."""
    places = torch.arange(shape.numel(), dtype=torch.float64)
    return (size * torch.sin(step + 0.7 * places) * (1 + places % 3)).float().view(shape)


def adam() -> dict[str, Any]:
    """The trainer's own optimizer, clipping and schedule; matrices joined over the slots, A [in, columns] and B [columns, out]."""
    slots = (Slot("shared", 2), Slot("own", 1))
    bank = Bank(TINY, slots, ("o",), 1.0, seed=3)
    trainer = SimpleNamespace(bank=bank, policy=SimpleNamespace(slots=slots, slow={"shared"}, scaled=frozenset(), pace=1.0))
    optimizer = Trainer.optimizer(trainer, SCHEDULE)

    def joined() -> dict[str, torch.Tensor]:
        return {
            "o.a": torch.cat([bank.a[f"{slot.name}/o"][0] for slot in slots], dim=1),
            "o.b": torch.cat([bank.b[f"{slot.name}/o"][0] for slot in slots], dim=0),
        }

    start = {name: rounded(matrix.detach()) for name, matrix in joined().items()}
    shown = []
    for step in range(SCHEDULE["steps"]):
        Trainer.set_rate(trainer, optimizer, SCHEDULE, step)
        matrices = joined()
        gradients = {"o.a": slope(step, matrices["o.a"].shape, 1.0), "o.b": slope(step, matrices["o.b"].shape, 2.0)}
        Trainer.descend(trainer, optimizer, sum((matrices[name] * gradients[name]).sum() for name in matrices))
        if step in SHOWN:
            rates = [group["lr"] for group in optimizer.param_groups]
            shown.append({"step": step, "rates": rates, **{name: rounded(matrix.detach()) for name, matrix in joined().items()}})
    return {"schedule": SCHEDULE, "start": start, "steps": shown}


def adamw() -> dict[str, Any]:
    values = torch.nn.Parameter(torch.linspace(-1, 1, 7))
    optimizer = torch.optim.AdamW([values], lr=0.02, betas=(0.9, 0.98), weight_decay=0.1)
    start = rounded(values.detach())
    for step in range(20):
        values.grad = slope(step, values.shape, 1.0)
        optimizer.step()
    return {"rate": 0.02, "decay": 0.1, "start": start, "end": rounded(values.detach())}


def losses() -> dict[str, Any]:
    """Two rows of unlike length; a ratio on either side of the clip, with gains of both signs."""
    lengths, weights, prices, clip = [4, 2], [1.0, 0.5], [0.05, 0.2], 0.2
    new = [torch.tensor([-1.0, -2.0, -0.5, -3.0], requires_grad=True), torch.tensor([-0.7, -1.5], requires_grad=True)]
    old = [torch.tensor([-1.4, -1.6, -0.55, -3.5]), torch.tensor([-0.2, -1.4])]
    base = [torch.tensor([-1.2, -1.9, -1.5, -2.5]), torch.tensor([-0.9, -1.4])]
    gain = [torch.tensor([0.8, 0.6, -0.4, -1.1]), torch.tensor([-0.9, 0.3])]
    total = sum(lengths)

    def of(kind: str, loss: torch.Tensor) -> dict[str, Any]:
        return {"kind": kind, "loss": round(loss.item(), 8), "slopes": [rounded(g) for g in torch.autograd.grad(loss, new, retain_graph=True)]}

    likelihood = -sum(w * row.sum() for w, row in zip(weights, new)) / total
    ratio = (torch.cat(new) - torch.cat(old)).exp()
    gains = torch.cat(gain)
    surrogate = -torch.minimum(ratio * gains, ratio.clamp(1 - clip, 1 + clip) * gains).sum() / total
    behind = [b - row for b, row in zip(base, new)]
    kl = sum(price * (d.exp() - d - 1).sum() for price, d in zip(prices, behind)) / total
    return {
        "new": [rounded(row.detach()) for row in new],
        "old": [rounded(row) for row in old],
        "base": [rounded(row) for row in base],
        "advantages": [rounded(row) for row in gain],
        "weights": weights,
        "prices": prices,
        "clip": clip,
        "of": [of("likelihood", likelihood), of("policy-gradient", surrogate), of("with-kl", surrogate + kl)],
    }


def utilities() -> list[dict[str, Any]]:
    table = torch.tensor([[0.2, 0.9, -0.1], [1.0, 0.0, 0.0], [0.45, 0.5, -0.6]])
    found = []
    for kind in SCALARISATIONS:
        utility = Utility(["a", "b"], {"a": 0.1, "b": 0.4}, 4.0, kind)
        for weights in ([1.0, 0.0], [0.3, 0.7]):
            values = utility.of_table(table, torch.tensor(weights))
            found.append({"kind": kind, "units": [0.1, 0.4], "guard": 4.0, "weights": weights, "table": rounded(table), "utilities": rounded(values)})
    return found


def groups() -> dict[str, Any]:
    """Three answers of 5, 3 and 1 tokens: traces of two rewards and a guard, and what the log-ratios cost."""
    generator = torch.Generator().manual_seed(5)
    traces = [torch.rand(n, 3, generator=generator).mul(100).round() / 100 for n in (5, 3, 1)]
    ratios = [torch.randn(n, generator=generator).mul(100).round() / 100 for n in (5, 3, 1)]
    weights, price, discount = torch.tensor([0.3, 0.7]), 0.05, 0.9
    found = []
    for credit in ("r3hf", "end"):
        for normalise in ("utility", "gdpo"):
            for kind in SCALARISATIONS:
                utility = Utility(["a", "b"], {"a": 0.1, "b": 0.4}, 4.0, kind)
                gains = group_gains(utility, traces, weights, {"credit": credit, "normalise": normalise}, [None] * 3)
                advantage = advantages([gain - price * ratio for gain, ratio in zip(gains, ratios)], discount)
                found.append({"credit": credit, "normalise": normalise, "kind": kind, "advantages": [rounded(a) for a in advantage]})
    given = {"traces": [rounded(t) for t in traces], "ratios": [rounded(r) for r in ratios], "price": price, "discount": discount}
    return {**given, "units": [0.1, 0.4], "guard": 4.0, "weights": [0.3, 0.7], "of": found}


def prices() -> dict[str, Any]:
    settings = {"kl_price": 0.03, "kl_target": 8.0}
    state = {"prices": [0.03] * 3, "kl": [0.0] * 3}
    steps = []
    for step in range(10):
        weights = torch.tensor([[1.0, 0.0, 0.0], [0.2, 0.8, 0.0], [0.6, 0.4, 0.0]]).roll(step // 6, dims=1)
        nats = [20.0 - step, 5.0 + 3 * step, -1.0]
        reprice(state, weights, nats, settings)
        steps.append({"weightings": rounded(weights), "nats": nats, "prices": rounded(state["prices"]), "kl": rounded(state["kl"])})
    return {**settings, "steps": steps}


def batches() -> dict[str, Any]:
    """train_on_policy with a trainer whose samples, log-probabilities and rewards are made up; three groups of two answers a step."""
    generator = torch.Generator().manual_seed(9)
    weights = torch.tensor([[1.0, 0.0], [0.25, 0.75], [0.5, 0.5]])
    settings = {"steps": 2, "groups": 3, "samples": 2, "parts": 2, "guard": 4.0, "discount": 0.96, "clip": 0.2, "credit": "r3hf", "normalise": "gdpo"}
    settings |= {"kl_price": 0.06, "kl_target": 2.0, "rate": 0.0006, "warm_up": 1, "shared_factor": 0.2, "final_rate": 0.4, "keep_every": 9}
    units = {"a": 0.1, "b": 0.4}
    steps: list[dict[str, Any]] = []

    def sample(chosen: list[str], *_: object) -> list[Sample]:
        lengths = [[4, 2], [3, 3], [1, 5]]
        drawn = [(g, [-round(x, 2) for x in torch.rand(n, generator=generator).tolist()]) for g, group in enumerate(lengths) for n in group]
        return [Sample(g, [7] * len(old), old, len(old) < 4) for g, old in drawn]

    def base(chosen: list[str], samples: list[Sample]) -> list[torch.Tensor]:
        found = [(torch.tensor(s.log_probabilities) - torch.rand(len(s.tokens), generator=generator)).mul(100).round() / 100 for s in samples]
        answers = [{"group": s.prompt, "finished": s.finished, "old": s.log_probabilities} for s in samples]
        steps.append({"answers": [{**answer, "base": rounded(row)} for answer, row in zip(answers, found)]})
        return found

    def traces(samples: list[Sample], *_: object) -> tuple[list[dict[str, float]], list[torch.Tensor]]:
        tables = [(torch.rand(len(s.tokens), 3, generator=generator) - torch.tensor([0, 0, 1])).mul(100).round() / 100 for s in samples]
        for answer, table in zip(steps[-1]["answers"], tables):
            answer["trace"] = rounded(table)
        return [dict(zip(["a", "b", "guard"], table[-1].tolist())) for table in tables], tables

    def update(*arguments: Any, **_: Any) -> None:
        steps[-1]["advantages"] = [rounded(row) for row in arguments[-1]]

    def log(entry: dict[str, Any]) -> None:
        told = {name: rounded(entry[name]) for name in ("kl", "prices", "kl_by_reward", "finished", "guard")}
        steps[-1]["log"] = {**told, "by_reward": entry["by_reward"]}

    nothing = SimpleNamespace(exists=lambda: False)
    trainer = SimpleNamespace(
        config={"on_policy": settings, "seed": 1, "prompts": ""},
        policy=SimpleNamespace(draw=lambda rows, _: weights, kl_price=lambda w: torch.ones(len(w))),
        rewards=["a", "b"],
        optimizer=lambda _: None,
        set_rate=lambda *_: None,
        resume=lambda *_: 0,
        state_path=lambda _: nothing,
        calibration_path=SimpleNamespace(exists=lambda: True),
        utility=lambda guard, kind: Utility(["a", "b"], units, guard, kind),
        sample=sample,
        base_log_probabilities=base,
        reward_traces=traces,
        log=log,
        keep=lambda *_: None,
        look=lambda *_: None,
    )
    kept = on_policy.read_prompts, on_policy.update
    on_policy.read_prompts, on_policy.update = lambda *_: ["p", "q", "r"], update
    on_policy.train_on_policy(trainer)
    on_policy.read_prompts, on_policy.update = kept
    return {"settings": settings, "units": units, "weights": rounded(weights), "steps": steps}


def guided() -> list[dict[str, Any]]:
    """What a draw that the front guides observes over five steps of four groups; a cell that was never seen has no means."""
    found = []
    for rewards in (2, 3):
        generator = torch.Generator().manual_seed(rewards)
        draw = HypervolumeGuided(rewards, dirichlet(rewards))
        steps = []
        for _ in range(5):
            weights = dirichlet(rewards)(4, generator)
            earned = torch.rand(4, rewards, generator=generator)
            draw.observe(weights, earned)
            steps.append({"weightings": rounded(weights), "earned": rounded(earned)})
        means = [None if row.isnan().any() else rounded(row) for row in draw.means]
        found.append({"rewards": rewards, "steps": steps, "cells": rounded(draw.cells), "means": means, "growth": rounded(draw.growth)})
    return found


if __name__ == "__main__":
    torch.set_num_threads(1)
    made = {"adam": adam(), "adamw": adamw(), "losses": losses(), "utilities": utilities(), "groups": groups(), "prices": prices()}
    made |= {"batches": batches(), "guided": guided()}
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(value)}" for name, value in made.items())
    PLACE.write_text("{\n" + lines + "\n}\n")
