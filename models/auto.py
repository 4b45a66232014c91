"""Auto: a head on the base's state of a prompt that proposes a weighting, after PRO (arXiv 2511.10656). docs/methods/auto.md

    python auto.py --config runs/voice/config.json --by-prompt runs/voice/by-prompt.json --out runs/voice/auto.json

What it is taught is not anybody's preference, as there is none: for each training prompt the weighting of the tenths grid at which the exact
optimum over the prompt's pool (models/optimum.py, at the offline stage's temperature) has the best least reward, rewards standardised over
all candidates. The head is softmax(W h + b) on the mean of the base's states over the prompt's own tokens, fitted by cross-entropy with a
penalty on W that cross-validation chooses; among the penalties is one that leaves b alone, the same proposal for every prompt.
Judged twice, beside always the centre and always the same: over the pool, prompts out of their fold; and by the answers that CLP was measured
with on prompts that nobody was taught (by-prompt.json), at the grid point nearest to the proposal.
"""

from __future__ import annotations

import argparse
import base64
import json
from pathlib import Path
from typing import Any

import torch

from tiller.candidates import Utility, read_pool
from tiller.commit import head_commit
from tiller.gguf import read_gguf
from tiller.model import Llama
from tiller.rewards_bridge import RewardBridge, bridge_command
from tiller.tokenizer import ChatTokenizer

PENALTIES = (1e-3, 1e-2, 1e-1, 1.0, 10.0, float("inf"))
FOLDS = 5
RESAMPLES = 2000


def tenths(rewards: int) -> torch.Tensor:
    """All weightings in tenths, [grid, rewards]. Raises ValueError unless there are two or three rewards."""
    if rewards == 3:
        return torch.tensor([(a / 10, b / 10, (10 - a - b) / 10) for a in range(11) for b in range(11 - a)], dtype=torch.double)
    if rewards == 2:
        return torch.tensor([(a / 10, (10 - a) / 10) for a in range(11)], dtype=torch.double)
    raise ValueError(f"{rewards} rewards, expected 2 or 3")


def least_rewards(table: torch.Tensor, utility: Utility, grid: torch.Tensor, price: float, centre: torch.Tensor) -> torch.Tensor:
    """The least standardised reward of the optimum over one prompt's candidates at every weighting, [grid].

    table: [candidates, rewards + guard]. centre: mean of each reward over all candidates, in its own scale.
    """
    unit = torch.tensor([utility.units[name] for name in utility.rewards])
    standardised = (table[:, :-1] - centre) / unit
    chance = torch.stack([(utility.of_table(table, w.float()) / price).softmax(dim=0) for w in grid])
    return (chance @ standardised).amin(dim=1).double()


def fit_head(states: torch.Tensor, targets: torch.Tensor, penalty: float) -> tuple[torch.Tensor, torch.Tensor]:
    """W [rewards, width] and b [rewards] of the least mean cross-entropy to the targets plus penalty / 2 |W|^2, W on standardised states;
    returned for states as they are. states: [prompts, width], targets: [prompts, rewards], both double. The problem is convex."""
    mean, deviation = states.mean(dim=0), states.std(dim=0).clamp(min=1e-6)
    x = (states - mean) / deviation / states.shape[1] ** 0.5
    weight = torch.zeros(targets.shape[1], states.shape[1], dtype=torch.double)
    bias = targets.mean(dim=0).clamp(min=1e-6).log()
    if penalty != float("inf"):
        weight.requires_grad_(), bias.requires_grad_()
        optimizer = torch.optim.LBFGS([weight, bias], max_iter=500, tolerance_grad=1e-9, tolerance_change=1e-12, line_search_fn="strong_wolfe")

        def loss() -> torch.Tensor:
            optimizer.zero_grad()
            value = cross_entropy(x @ weight.T + bias, targets) + penalty / 2 * weight.square().sum()
            value.backward()
            return value

        optimizer.step(loss)
    scaled = weight.detach() / deviation / states.shape[1] ** 0.5
    return scaled, bias.detach() - scaled @ mean


def cross_entropy(logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Mean over rows of -sum target log softmax(logits)."""
    return -(targets * logits.log_softmax(dim=1)).sum(dim=1).mean()


def propose(states: torch.Tensor, head: tuple[torch.Tensor, torch.Tensor]) -> torch.Tensor:
    """[prompts, rewards], rows on the simplex."""
    weight, bias = head
    return (states @ weight.T + bias).softmax(dim=1)


def fold_of(count: int, seed: int) -> torch.Tensor:
    """Which fold a prompt is in, [count]."""
    return torch.randperm(count, generator=torch.Generator().manual_seed(seed)) % FOLDS


def out_of_fold(states: torch.Tensor, targets: torch.Tensor, penalty: float, folds: torch.Tensor) -> torch.Tensor:
    """What heads propose that have not seen the prompt, [prompts, rewards]."""
    proposed = torch.zeros_like(targets)
    for fold in range(FOLDS):
        own = folds == fold
        proposed[own] = propose(states[own], fit_head(states[~own], targets[~own], penalty))
    return proposed


def nearest(weightings: torch.Tensor, grid: torch.Tensor) -> torch.Tensor:
    """Index of the nearest grid point of each row, the first of equals."""
    return (weightings[:, None] - grid[None]).square().sum(dim=2).argmin(dim=1)


def interval(values: torch.Tensor, seed: int) -> dict[str, float]:
    """Mean of one value a prompt with its 95 % bootstrap interval over prompts."""
    draws = torch.randint(len(values), (RESAMPLES, len(values)), generator=torch.Generator().manual_seed(seed))
    low, high = values[draws].mean(dim=1).quantile(torch.tensor([0.025, 0.975], dtype=values.dtype)).tolist()
    return {"mean": round(values.mean().item(), 4), "low": round(low, 4), "high": round(high, 4)}


def judged(worth: torch.Tensor, grid: torch.Tensor, proposed: torch.Tensor, same: torch.Tensor, seed: int) -> dict[str, Any]:
    """Least standardised reward at the proposals, and by how much that exceeds always the centre and always the same.

    worth: [prompts, grid]. proposed: [prompts, rewards]. same: [rewards], or a row for each prompt. `best` knows each prompt's worth, so
    that where worth is of one noisy answer it is too good.
    """
    rows = torch.arange(len(worth))
    at = lambda weightings: worth[rows, nearest(weightings.expand(len(worth), -1), grid)]  # noqa: E731
    centre = torch.full((1, grid.shape[1]), 1 / grid.shape[1], dtype=torch.double)
    own = at(proposed)
    return {
        "prompts": len(worth),
        "proposed": interval(own, seed),
        "centre": interval(at(centre), seed),
        "same": interval(at(same), seed),
        "best": interval(worth.amax(dim=1), seed),
        "aboveCentre": interval(own - at(centre), seed),
        "aboveSame": interval(own - at(same), seed),
    }


def read_states(model: Llama, tokenizer: ChatTokenizer, prompts: list[str]) -> torch.Tensor:
    """The base's states after its last norm, mean over each prompt's own tokens (no chat template): [prompts, width], double."""
    found = []
    for prompt in prompts:
        tokens = torch.tensor([tokenizer.encode(prompt)])
        count = tokens.shape[1]
        mask = torch.full((count, count), float("-inf")).triu(1)[None, None]
        with torch.no_grad():
            found.append(model.hidden(tokens, torch.arange(count)[None], mask)[0].double().mean(dim=0))
    return torch.stack(found)


def measured_worth(record: dict[str, Any], policy: str, units: torch.Tensor, centre: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Least standardised reward of a policy's answers, [prompts, grid], and the grid. Raises KeyError when the record lacks the policy."""
    points = record["policies"][policy]
    grid = torch.tensor([point["weights"] for point in points], dtype=torch.double)
    rewards = torch.tensor([point["rewards"] for point in points], dtype=torch.double)  # [grid, rewards, prompts]
    standardised = (rewards - centre[None, :, None]) / units[None, :, None]
    return standardised.amin(dim=1).T, grid


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--by-prompt", type=Path, required=True, help="what policies were measured with, prompt by prompt")
    parser.add_argument("--policy", default="clp", help="whose answers of it the proposals are judged by")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    config, record = json.loads(arguments.config.read_text()), json.loads(arguments.by_prompt.read_text())
    names, seed = config["rewards"], config["seed"]
    base = read_gguf()
    tokenizer = ChatTokenizer(base.metadata)
    with RewardBridge(bridge_command(config)) as bridge:
        candidates, calibration = read_pool(config, tokenizer, bridge)
    utility = Utility(names, calibration.units, config["offline"]["guard"])
    prompts = sorted(candidates)
    tables = [torch.tensor([[c.rewards[name] for name in [*names, "guard"]] for c in candidates[prompt]]) for prompt in prompts]
    centre = torch.cat(tables)[:, :-1].mean(dim=0)
    grid = tenths(len(names))
    worth = torch.stack([least_rewards(table, utility, grid, config["offline"]["temperature"], centre) for table in tables])
    targets = grid[worth.argmax(dim=1)]
    model = Llama(base, torch.float32)
    states = read_states(model, tokenizer, prompts)
    folds = fold_of(len(prompts), seed)
    losses = {p: cross_entropy(out_of_fold(states, targets, p, folds).log(), targets).item() for p in PENALTIES}
    penalty = min(losses, key=losses.get)
    weight, bias = fit_head(states, targets, penalty)
    weight, bias = weight.float(), bias.float()
    held_out = propose(read_states(model, tokenizer, record["prompts"]), (weight.double(), bias.double()))
    units = torch.tensor([calibration.units[name] for name in names], dtype=torch.double)
    measured, points = measured_worth(record, arguments.policy, units, centre.double())
    same = out_of_fold(states, targets, float("inf"), folds)
    file = {
        "format": "tiller-auto/1",
        "pack": record["pack"],
        "commit": head_commit(),
        "seed": seed,
        "prompts": len(prompts),
        "penalties": [{"penalty": "same for all" if p == float("inf") else p, "crossEntropy": round(loss, 5)} for p, loss in losses.items()],
        "penalty": "same for all" if penalty == float("inf") else penalty,
        "targets": [round(x, 4) for x in targets.mean(dim=0).tolist()],
        "head": {
            "pooling": "mean",
            "weights": base64.b64encode(weight.contiguous().numpy().astype("<f4").tobytes()).decode(),
            "bias": [round(b, 6) for b in bias.tolist()],
        },
        "pool": judged(worth, grid, out_of_fold(states, targets, penalty, folds), same, seed),
        "measured": {"policy": arguments.policy, **judged(measured, points, held_out, targets.mean(dim=0), seed)},
        "proposals": [{"prompt": p, "weights": [round(w, 5) for w in row]} for p, row in zip(record["prompts"], held_out.tolist())],
    }
    arguments.out.write_text(json.dumps(file, indent=1) + "\n")


if __name__ == "__main__":
    main()
