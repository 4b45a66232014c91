from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
import torch

from a_lol import a_lol, leftovers
from bone_soup import backbones, bone_soup, merging
from clp import clp
from dial import conditioned, expert
from modpo import draw_pair, modpo
from panacea import panacea
from prompting import prompting, word
from rewarded_soups import rewarded_soups
from tiller.candidates import Candidate, Utility
from tiller.command import parser, read_config
from tiller.credit import advantages, gains_of
from tiller.draws import corners, dirichlet, strengths
from tiller.guided_draw import HypervolumeGuided
from tiller.on_policy import group_gains, group_strengths, reprice
from tiller.policy import Policy
from tiller.scalarise import scalarise
from trained_at import trained_at


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


def test_experts_see_only_corners_and_clp_the_whole_simplex() -> None:
    generator = torch.Generator().manual_seed(1)
    assert set(map(tuple, corners(3)(3000, generator).tolist())) == {(1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)}
    weights = dirichlet(3)(3000, generator)
    torch.testing.assert_close(weights.sum(dim=1), torch.ones(3000))
    torch.testing.assert_close(weights.mean(dim=0), torch.full((3,), 1 / 3), atol=0.02, rtol=0)
    assert (weights.max(dim=1).values == 1).float().mean().item() == pytest.approx(0.3, abs=0.03)


@pytest.mark.parametrize("alpha", [0.3, 1.0, 5.0])
def test_alpha_says_how_far_out_preferences_lie(alpha: float) -> None:
    weights = dirichlet(2, alpha, 0.0)(20_000, torch.Generator().manual_seed(2))[:, 0]
    expected = 1 / (4 * (2 * alpha + 1))
    assert weights.var().item() == pytest.approx(expected, rel=0.05)


def test_strengths_end_at_one() -> None:
    weights = strengths(0.1, 0.3)(5000, torch.Generator().manual_seed(3))
    torch.testing.assert_close(weights.sum(dim=1), torch.ones(5000))
    assert weights[:, 0].min() >= 0.1
    assert (weights[:, 0] == 1).float().mean().item() == pytest.approx(0.3, abs=0.03)


def test_a_draw_refuses_what_is_no_distribution() -> None:
    with pytest.raises(ValueError, match="alpha is 0"):
        dirichlet(3, 0)
    with pytest.raises(ValueError, match="corner_share is 2"):
        dirichlet(3, 1.0, 2)


def test_guided_draws_prefer_the_cells_where_the_front_grows() -> None:
    guided = HypervolumeGuided(2, dirichlet(2, 1.0, 0.0))
    generator = torch.Generator().manual_seed(4)
    for _ in range(3):  # nothing grows any more but at the first reward's corner
        guided.observe(torch.tensor([[0.0, 1.0], [1 / 3, 2 / 3], [2 / 3, 1 / 3]]), torch.full((3, 2), 0.5))
    guided.observe(torch.tensor([[1.0, 0.0]]), torch.tensor([[0.9, 0.4]]))
    assert guided.volume() == pytest.approx(0.5 * 0.5 + 0.4 * 0.4, abs=1e-6)
    assert guided(4000, generator)[:, 0].mean().item() > 0.55
    resumed = HypervolumeGuided(2, dirichlet(2, 1.0, 0.0))
    resumed.restore(guided.archive())
    draws = [each(50, torch.Generator().manual_seed(5)) for each in (guided, resumed)]
    torch.testing.assert_close(draws[0], draws[1])


def test_the_command_line_changes_a_stage(tmp_path: Path) -> None:
    config = tmp_path / "config.json"
    config.write_text('{"seed": 1, "on_policy": {"steps": 24, "credit": "r3hf"}}')
    changed = ["--seed", "2", "--set", "on_policy.steps=8", "--set", "on_policy.credit=end"]
    arguments = parser("").parse_args(["--config", str(config), "--out", str(tmp_path), *changed])
    assert read_config(arguments) == {"seed": 2, "on_policy": {"steps": 8, "credit": "end"}}


CONFIG = {"rewards": ["a", "b"], "bank": {"rank": 8}, "gold": [[0.5, 0.5], [1.0, 0.0]], "modpo": {"weights": [0.7, 0.3]}, "a_lol": {"reward": "b"}}


def test_every_method_mixes_its_own_slots() -> None:
    weights = torch.tensor([[0.25, 0.75], [1.0, 0.0]])

    def mixed(policy: Policy) -> tuple[list[str], list[list[float]]]:
        return [f"{slot.name} {slot.rank}" for slot in policy.slots], policy.coefficients(weights).tolist()

    assert mixed(clp(CONFIG)) == (["clp-shared 8", "clp-a 8", "clp-b 8"], [[1, 0.25, 0.75], [1, 1, 0]])
    assert mixed(clp(CONFIG, "full"))[0] == ["clp-full-shared 4", "clp-full-a 4", "clp-full-b 4"]
    assert mixed(rewarded_soups(CONFIG)) == (["rs-a 8", "rs-b 8"], weights.tolist())
    assert mixed(bone_soup(CONFIG))[0] == ["bone-a 8", "bone-b 8"]
    assert mixed(panacea(CONFIG)) == (["panacea-shared 8", "panacea-a 1", "panacea-b 1"], [[1, 0.25, 0.75], [1, 1, 0]])
    assert mixed(prompting(CONFIG)) == (["prompt 8"], [[1], [1]])
    assert mixed(trained_at(CONFIG)) == (["gold-1 8", "gold-2 8"], [[1, 0], [0, 1]])
    assert mixed(conditioned(CONFIG)) == (["dial-clp 8"], [[0.25], [1]])
    assert mixed(expert(CONFIG)) == (["dial-expert 8"], [[0.25], [1]])
    assert conditioned(CONFIG).kl_price(weights).tolist() == [4, 1]
    assert mixed(modpo(CONFIG))[1] == mixed(a_lol(CONFIG))[1] == [[1], [1]]


def test_backbones_are_alone_at_their_own_combination_and_solve_for_every_other() -> None:
    solved = json.loads((Path(__file__).parents[1] / "fixtures/bone-soup.json").read_text())
    for case in solved:
        coefficients = merging(torch.tensor([case["weights"]]), case["beta"])[0].tolist()
        assert coefficients == pytest.approx(case["coefficients"], abs=2e-6)
    policy = bone_soup({**CONFIG, "rewards": ["a", "b", "c"]}, 0.7)
    drawn = policy.draw(300, torch.Generator().manual_seed(6))
    assert {tuple(round(w, 3) for w in row) for row in drawn.tolist()} == {(0.7, 0.15, 0.15), (0.15, 0.7, 0.15), (0.15, 0.15, 0.7)}
    assert set(policy.coefficients(drawn).flatten().tolist()) == {0.0, 1.0}, "only its own slot learns"
    with pytest.raises(ValueError, match="beta is 0.5, expected a number above 1/2"):
        backbones(2, 0.5)


def test_the_preferences_are_told_in_words() -> None:
    told = prompting(CONFIG).system("Answer.", torch.tensor([0.124, 0.626]))
    assert told == "Answer. A: none. B: high."
    assert [word(w) for w in (0.125, 0.374, 0.375, 0.624, 0.625)] == ["low", "low", "mid", "mid", "high"]


def test_a_utility_is_in_units_of_each_reward() -> None:
    rows = [{"a": 0.5, "b": 0.2, "guard": -0.1}]
    utility = Utility(["a", "b"], {"a": 0.25, "b": 0.1}, 4.0)
    assert utility.of_rows(rows, torch.tensor([0.25, 0.75])).item() == pytest.approx(0.5 + 1.5 - 0.4)
    closeness_too = utility.of_rows(rows, torch.tensor([0.25, 0.75, 0.5]))
    assert closeness_too.item() == pytest.approx(1.6), "an axis without a reward adds nothing"


def test_tchebycheff_prefers_a_balanced_point_that_no_weighted_sum_reaches() -> None:
    front = torch.tensor([[1.0, 0.0], [0.0, 1.0], [0.45, 0.45]])
    half, ideal = torch.tensor([0.5, 0.5]), torch.ones(2)
    assert scalarise(front, half, ideal).argmax() != 2
    assert scalarise(front, half, ideal, "tchebycheff").argmax() == 2
    assert scalarise(front, half, ideal, "soft-min").argmax() == 2
    same = torch.tensor([[0.3, 0.3]])
    assert scalarise(same, half, ideal, "soft-min").item() == pytest.approx(0.3)
    with pytest.raises(ValueError, match="'max'"):
        scalarise(front, half, ideal, "max")


@pytest.mark.parametrize("kind", ["r3hf", "end", "abc"])
def test_credit_redistributes_and_neither_adds_nor_takes(kind: str) -> None:
    trace = torch.tensor([0.1, 0.4, 0.3, 1.2])
    gains = gains_of(trace, kind, torch.tensor([0.1, 0.2, 0.3, 0.4]))
    assert gains.sum().item() == pytest.approx(1.2)
    expected = {"r3hf": [0.1, 0.3, -0.1, 0.9], "end": [0, 0, 0, 1.2], "abc": [0.096, 0.192, 0.288, 0.24 + 0.384]}
    assert gains.tolist() == pytest.approx(expected[kind], abs=1e-6)


def test_gdpo_gives_rewards_of_unlike_spread_the_same_say() -> None:
    utility = Utility(["a", "b"], {"a": 1.0, "b": 1.0}, 0.0)
    traces = [torch.tensor([[a, b, 0.0]]) for a, b in ((0.0, 10.0), (1.0, 0.0), (0.0, 0.0), (1.0, 10.0))]
    half = torch.tensor([0.5, 0.5])
    none = [None] * 4
    gdpo = [g.item() for g in group_gains(utility, traces, half, {"credit": "end", "normalise": "gdpo"}, none)]
    plain = [g.item() for g in group_gains(utility, traces, half, {"credit": "end"}, none)]
    assert gdpo[0] == pytest.approx(gdpo[1], rel=1e-4), "a deviation of a is worth a deviation of b"
    assert plain[0] == pytest.approx(10 * plain[1], rel=1e-4)


def test_the_variance_penalty_lifts_the_worse_half_of_the_prompts() -> None:
    utility = Utility(["a"], {"a": 1.0}, 0.0)
    traces = [torch.tensor([[x, 0.0]]) for x in (0.9, 1.0, 0.1, 0.2)]
    members, ones = [[0], [1], [2], [3]], torch.ones(4, 1)
    assert group_strengths(utility, traces, members, ones, 0.0).tolist() == [1, 1, 1, 1]
    strengths_of = group_strengths(utility, traces, members, ones, 0.5)
    assert strengths_of.tolist() == pytest.approx([0.6, 0.6, 1.4, 1.4])


def test_only_answers_better_than_the_base_are_left_over() -> None:
    rows = [Candidate([1], {"b": b, "guard": 0.0}, original) for b, original in ((0.0, True), (1.0, True), (0.9, False), (0.2, False))]
    kept, advantage = leftovers(rows, Utility(["b"], {"b": 0.5}, 4.0), torch.tensor([1.0]))
    assert [c.rewards["b"] for c in kept] == [1.0, 0.9]
    assert advantage.tolist() == pytest.approx([1.0, 0.8])


def test_pairs_are_ranked_by_the_first_reward() -> None:
    rows = [Candidate([i], {}) for i in range(3)]
    chosen, rejected = draw_pair(rows, torch.tensor([0.5, 0.1, 0.1]), torch.Generator().manual_seed(0))
    assert chosen == 0 and rejected in (1, 2)
    assert draw_pair(rows, torch.zeros(3), torch.Generator().manual_seed(0)) is None


def test_the_price_of_kl_rises_where_too_much_is_spent_and_falls_elsewhere() -> None:
    state = {"prices": [0.05, 0.05, 0.05], "kl": [0.0, 0.0, 0.0]}
    settings = {"kl_price": 0.03, "kl_target": 9.0}
    reprice(state, torch.tensor([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]), [20.0, 2.0], settings)
    assert state["prices"][0] > 0.05 > state["prices"][1]
    assert state["prices"][2] == 0.05
    for _ in range(9):
        reprice(state, torch.tensor([[0.0, 1.0, 0.0]]), [-0.5], settings)
    assert state["prices"][1] == 0.03, "the price that the stage starts from is the least"


def priced(pace: float | None, steps: int) -> tuple[list[float], list[float]]:
    """Prices and KL of a made policy that follows its price slowly: at a price p it settles where p KL is 0.06 times 30 nats."""
    settings = {"kl_price": 0.06, "kl_target": 8.0} | ({} if pace is None else {"kl_pace": pace})
    state = {"prices": [0.06], "kl": [0.0]}
    kl, prices, spent = 2.0, [], []
    for _ in range(steps):
        kl += 0.06 * (0.06 * 30 / state["prices"][0] - kl)
        reprice(state, torch.tensor([[1.0]]), [kl], settings)
        prices.append(state["prices"][0])
        spent.append(kl)
    return prices, spent


def test_a_slower_price_of_kl_overshoots_less_and_ends_at_the_same_place() -> None:
    settled = 0.06 * 30 / 8
    fast, _ = priced(1.0, 600)
    slow, spent = priced(0.1, 600)
    assert max(fast) > 1.4 * settled, "at full pace the price swings past where it settles"
    assert max(slow) - settled < (max(fast) - settled) / 2
    assert slow[-1] == pytest.approx(settled, rel=0.05) and spent[-1] == pytest.approx(8.0, rel=0.05)


def test_the_pace_is_the_share_of_a_step_in_its_logarithm() -> None:
    assert priced(None, 50) == priced(1.0, 50), "the published runs have no pace in their settings"
    moved = []
    for pace in (1.0, 0.25):
        state = {"prices": [0.1], "kl": [0.0]}
        reprice(state, torch.tensor([[1.0]]), [9.0], {"kl_price": 0.06, "kl_target": 8.0, "kl_pace": pace})
        moved.append(math.log(state["prices"][0] / 0.1))
    assert moved[0] == pytest.approx(math.log(9 / 8) / 2) and moved[1] == pytest.approx(moved[0] / 4)
