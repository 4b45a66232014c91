from __future__ import annotations

import math

import pytest
import torch

from misalignment import misalignment
from tiller.candidates import Utility

UTILITY = Utility(["a", "b"], {"a": 1.0, "b": 1.0}, 0.0)


def test_the_fork_of_the_theory_has_its_closed_form() -> None:
    # x is worth (1, 0), y (0, 1) and z, twice as often in the base, (c, c): of two experts sum_y sqrt(pi_1 pi_2) is what follows
    c, price = 0.7, 0.1
    table = torch.tensor([[1.0, 0, 0], [0, 1.0, 0], [c, c, 0], [c, c, 0]])
    total = math.exp(1 / price) + 1 + 2 * math.exp(c / price)
    overlap = (2 * math.exp(0.5 / price) + 2 * math.exp(c / price)) / total
    assert misalignment([table, table], UTILITY, price) == pytest.approx(-math.log(overlap), rel=1e-5)


def test_experts_that_want_the_same_are_not_misaligned_and_ever_more_so_as_they_part() -> None:
    torch.manual_seed(1)
    one, other = torch.rand(30), torch.rand(30)
    found = [misalignment([torch.stack([one, one + share * (other - one), torch.zeros(30)], dim=1)], UTILITY, 0.05) for share in (0.0, 0.3, 0.6, 1.0)]
    assert found[0] == pytest.approx(0, abs=1e-5)
    assert found == sorted(found)
    assert found[-1] > 1


def test_what_both_rewards_and_the_guard_say_alike_counts_for_both() -> None:
    table = torch.tensor([[1.0, 0, 0], [0, 1.0, 0], [0.4, 0.4, 1.0]])
    assert misalignment([table], Utility(["a", "b"], {"a": 1.0, "b": 1.0}, 4.0), 0.1) < misalignment([table], UTILITY, 0.1)
