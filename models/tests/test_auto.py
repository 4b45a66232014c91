"""Auto: what it is taught against brute force, its head against autograd's optimum and a closed form, its judgement by hand."""

from __future__ import annotations

import pytest
import torch

from auto import cross_entropy, fit_head, fold_of, interval, judged, least_rewards, measured_worth, nearest, out_of_fold, propose, read_states, tenths
from tiller.candidates import Utility
from tiller.gguf import BaseModel
from tiller.model import Llama

UTILITY = Utility(["a", "b"], {"a": 0.5, "b": 2.0}, guard=4.0)


def test_the_least_reward_of_the_optimum_is_what_writing_it_out_gives() -> None:
    table = torch.tensor([[1.0, 0.0, 0.0], [0.0, 2.0, 0.0], [0.6, 1.0, -0.1]])
    centre = torch.tensor([0.4, 1.0])
    grid = tenths(2)
    found = least_rewards(table, UTILITY, grid, 0.3, centre)
    for w, least in zip(grid.tolist(), found.tolist()):
        scores = [(w[0] * a / 0.5 + w[1] * b / 2.0 + 4.0 * g) / 0.3 for a, b, g in table.tolist()]
        odds = torch.tensor(scores, dtype=torch.double).softmax(dim=0).tolist()
        means = [sum(p * row[j] for p, row in zip(odds, table.tolist())) for j in range(2)]
        assert least == pytest.approx(min((means[0] - 0.4) / 0.5, (means[1] - 1.0) / 2.0), abs=1e-5)


def test_grids_in_tenths_are_on_the_simplex() -> None:
    assert tenths(3).shape == (66, 3) and tenths(2).shape == (11, 2)
    assert torch.allclose(tenths(3).sum(dim=1), torch.ones(66, dtype=torch.double))
    with pytest.raises(ValueError, match="4 rewards, expected 2 or 3"):
        tenths(4)


def made(count: int) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(2)
    states = 3 + 2 * torch.randn(count, 6, generator=generator, dtype=torch.double)
    logits = states @ torch.randn(3, 6, generator=generator, dtype=torch.double).T
    return states, logits.softmax(dim=1)


def test_the_head_is_where_the_gradient_vanishes_and_no_step_helps() -> None:
    states, targets = made(40)
    penalty = 0.05
    weight, bias = fit_head(states, targets, penalty)
    scale = states.std(dim=0) * 6**0.5

    def objective(w: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
        return cross_entropy(states @ w.T + b, targets) + penalty / 2 * (w * scale).square().sum()

    w, b = weight.clone().requires_grad_(), bias.clone().requires_grad_()
    slopes = torch.autograd.grad(objective(w, b), (w, b))
    assert max(slope.abs().max().item() for slope in slopes) < 1e-5
    least = objective(weight, bias)
    for seed in range(20):
        generator = torch.Generator().manual_seed(seed)
        step = 0.01 * torch.randn(weight.shape, generator=generator, dtype=torch.double)
        assert objective(weight + step, bias) > least


def test_without_a_penalty_to_speak_of_it_finds_the_head_that_made_the_targets() -> None:
    states, targets = made(200)
    assert (propose(states, fit_head(states, targets, 1e-9)) - targets).abs().max() < 1e-3


def test_an_infinite_penalty_proposes_the_mean_of_the_targets_everywhere() -> None:
    states, targets = made(30)
    proposed = propose(states, fit_head(states, targets, float("inf")))
    assert torch.allclose(proposed, targets.mean(dim=0).expand(30, -1))


def test_out_of_fold_a_prompt_does_not_know_its_own_target() -> None:
    states, targets = made(30)
    folds = fold_of(30, 1)
    before = out_of_fold(states, targets, 0.1, folds)
    changed = targets.clone()
    changed[4] = torch.tensor([1.0, 0.0, 0.0])
    after = out_of_fold(states, changed, 0.1, folds)
    own = folds == folds[4]
    assert torch.equal(before[own], after[own]) and not torch.allclose(before[~own], after[~own])


def test_the_judgement_by_hand() -> None:
    grid = torch.tensor([[1.0, 0.0], [0.5, 0.5], [0.0, 1.0]], dtype=torch.double)
    worth = torch.tensor([[1.0, 0.0, -1.0], [0.0, 0.5, 2.0]], dtype=torch.double)
    proposed = torch.tensor([[0.9, 0.1], [0.2, 0.8]], dtype=torch.double)
    found = judged(worth, grid, proposed, torch.tensor([0.1, 0.9], dtype=torch.double), seed=1)
    assert nearest(proposed, grid).tolist() == [0, 2]
    means = {name: found[name]["mean"] for name in ("proposed", "centre", "same", "best", "aboveCentre", "aboveSame")}
    assert means == {"proposed": 1.5, "centre": 0.25, "same": 0.5, "best": 1.5, "aboveCentre": 1.25, "aboveSame": 1.0}
    assert found["aboveCentre"]["low"] == 1.0 and found["aboveCentre"]["high"] == 1.5
    assert interval(torch.full((9,), 2.0, dtype=torch.double), 1) == {"mean": 2.0, "low": 2.0, "high": 2.0}


def test_measured_worth_is_the_least_standardised_reward() -> None:
    points = [{"weights": [1, 0], "rewards": [[0.5, 1.0], [2.0, 0.0]]}, {"weights": [0, 1], "rewards": [[0.0, 0.0], [3.0, 1.0]]}]
    worth, grid = measured_worth({"policies": {"clp": points}}, "clp", torch.tensor([0.5, 2.0]).double(), torch.tensor([0.5, 1.0]).double())
    assert worth.tolist() == [[0.0, -1.0], [-0.5, -1.0]] and grid.tolist() == [[1, 0], [0, 1]]


class Words:
    """Every letter is a token."""

    def encode(self, text: str) -> list[int]:
        return [ord(letter) - 90 for letter in text]


def test_a_state_is_the_mean_over_the_prompt_and_padding_nobody(base: BaseModel) -> None:
    model = Llama(base)
    alone, other = read_states(model, Words(), ["abc", "bca"])
    assert torch.equal(alone, read_states(model, Words(), ["abc"])[0]) and not torch.allclose(alone, other)
    first = read_states(model, Words(), ["a"])[0]
    two = read_states(model, Words(), ["ab"])[0]
    tokens = torch.tensor([[7, 8]])
    with torch.no_grad():
        hidden = model.hidden(tokens, torch.arange(2)[None], torch.tensor([[0.0, float("-inf")], [0.0, 0.0]])[None, None])[0].double()
    assert torch.allclose(two, hidden.mean(dim=0), atol=1e-6) and torch.allclose(first, hidden[0], atol=1e-5)
