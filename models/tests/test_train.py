from __future__ import annotations

import pytest
import torch

from tiller.candidates import utilities
from tiller.credit import advantages
from tiller.on_policy import reprice
from tiller.preferences import coefficients, draw_weights, slots_of


def test_credit_of_independent_rewards_is_what_follows_less_the_others_mean() -> None:
    gains = [torch.tensor([1.0, 0.0, 2.0]), torch.tensor([0.0, 1.0, 0.0])]
    first, second = advantages(gains, 1.0)
    assert first.tolist() == [2.0, 1.0, 2.0]
    assert second.tolist() == [-2.0, -1.0, -2.0]


def test_credit_fades_with_the_distance_to_the_gain() -> None:
    first, _ = advantages([torch.tensor([0.0, 0.0, 1.0]), torch.zeros(3)], 0.5)
    assert first.tolist() == [0.25, 0.5, 1.0]


def test_an_answer_that_outlives_all_others_gets_no_credit_there() -> None:
    first, second = advantages([torch.tensor([0.0, 1.0, 5.0]), torch.tensor([0.0, 0.0])], 1.0)
    assert first.tolist() == [6.0, 6.0, 0.0]
    assert second.tolist() == [-6.0, -6.0]


def test_what_all_answers_of_a_group_gain_alike_earns_no_credit() -> None:
    torch.testing.assert_close(advantages([torch.full((4,), 0.7)] * 3, 0.9), [torch.zeros(4)] * 3)


def test_an_expert_of_a_soup_sees_only_its_corner_and_clp_the_whole_simplex() -> None:
    generator = torch.Generator().manual_seed(1)
    corners = draw_weights("rs", 3000, 3, 0.3, generator)
    assert set(map(tuple, corners.tolist())) == {(1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)}
    weights = draw_weights("clp", 3000, 3, 0.3, generator)
    torch.testing.assert_close(weights.sum(dim=1), torch.ones(3000))
    torch.testing.assert_close(weights.mean(dim=0), torch.full((3,), 1 / 3), atol=0.02, rtol=0)
    assert (weights.max(dim=1).values == 1).float().mean().item() == pytest.approx(0.3, abs=0.03)


def test_the_shared_slot_is_always_on() -> None:
    weights = torch.tensor([[0.2, 0.8], [1.0, 0.0]])
    assert coefficients("clp", weights).tolist() == torch.tensor([[1, 0.2, 0.8], [1, 1.0, 0.0]]).tolist()
    assert coefficients("rs", weights) is weights
    assert [slot.name for slot in slots_of("clp", ["a", "b"], 8)] == ["clp-shared", "clp-a", "clp-b"]
    with pytest.raises(ValueError, match="'dera'"):
        slots_of("dera", ["a"], 8)


def test_a_utility_is_in_units_of_each_reward() -> None:
    rows = [{"a": 0.5, "b": 0.2, "guard": -0.1}]
    assert utilities(rows, ["a", "b"], torch.tensor([0.25, 0.75]), {"a": 0.25, "b": 0.1}, 4.0).item() == pytest.approx(0.5 + 1.5 - 0.4)


def test_the_price_of_kl_rises_where_too_much_is_spent_and_falls_elsewhere() -> None:
    state = {"prices": [0.05, 0.05, 0.05], "kl": [0.0, 0.0, 0.0]}
    settings = {"kl_price": 0.03, "kl_target": 9.0}
    reprice(state, torch.tensor([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]), [20.0, 2.0], settings)
    assert state["prices"][0] > 0.05 > state["prices"][1]
    assert state["prices"][2] == 0.05
    for _ in range(9):
        reprice(state, torch.tensor([[0.0, 1.0, 0.0]]), [-0.5], settings)
    assert state["prices"][1] == 0.03, "the price that the stage starts from is the least"
