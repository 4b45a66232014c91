from __future__ import annotations

import math

import torch

from optimum import optimum
from tiller.candidates import Utility

UTILITY = Utility(["a", "b"], {"a": 0.5, "b": 2.0}, 4.0)
WEIGHTS = torch.tensor([0.7, 0.3])


def table_of(seed: int, candidates: int = 6) -> torch.Tensor:
    return torch.randn(candidates, 3, generator=torch.Generator().manual_seed(seed))


def test_no_other_distribution_has_more_utility_at_the_same_price_of_kl() -> None:
    table, price = table_of(1), 0.8
    scores = UTILITY.of_table(table, WEIGHTS)

    def objective(chance: torch.Tensor) -> torch.Tensor:
        divergence = (chance * (chance * len(table)).clamp(min=1e-30).log()).sum(dim=-1)
        return chance @ scores - price * divergence

    means, divergence = optimum([table], UTILITY, WEIGHTS, price)
    reached = UTILITY.of_table(means, WEIGHTS).item() - price * divergence
    others = torch.distributions.Dirichlet(torch.full((len(table),), 0.4))
    torch.manual_seed(0)
    best = objective(others.sample(torch.Size([200_000]))).max().item()
    assert best <= reached + 1e-5
    assert best > reached - 0.1  # the search comes near, so that it could have found a better one
    # the value of the optimum in closed form: price times the log of the mean of exp(utility / price)
    assert math.isclose(reached, price * ((scores / price).exp().mean().log().item()), rel_tol=1e-5)


def test_a_small_tilt_moves_every_reward_by_its_covariance_with_the_utility() -> None:
    tables, price = [table_of(seed, 40) for seed in range(5)], 1000.0
    means, divergence = optimum(tables, UTILITY, WEIGHTS, price)
    flat = torch.stack([table.mean(dim=0) for table in tables]).mean(dim=0)
    covariances = []
    for table in tables:
        scores = UTILITY.of_table(table, WEIGHTS)
        covariances.append(((table - table.mean(dim=0)) * (scores - scores.mean())[:, None]).mean(dim=0))
    assert torch.allclose((means - flat) * price, torch.stack(covariances).mean(dim=0), rtol=0.05, atol=0.02)
    assert 0 < divergence < 1e-3


def test_the_lowest_price_picks_the_best_candidate_of_every_prompt() -> None:
    tables = [table_of(seed) for seed in range(3)]
    means, divergence = optimum(tables, UTILITY, WEIGHTS, 1e-3)
    best = torch.stack([table[UTILITY.of_table(table, WEIGHTS).argmax()] for table in tables]).mean(dim=0)
    assert torch.allclose(means, best, atol=1e-4)
    assert math.isclose(divergence, math.log(6), rel_tol=1e-4)
