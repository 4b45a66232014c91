from __future__ import annotations

import pytest

from tiller.rewards_bridge import RewardBridge, RewardItem

PROMPT = "Why is the sky blue?"
TEXT = "The sky is blue because air scatters blue light the most."


@pytest.fixture(scope="module")
def bridge():
    with RewardBridge() as running:
        yield running


def test_every_reward_is_in_its_range(bridge: RewardBridge) -> None:
    (row,) = bridge.score([RewardItem(PROMPT, TEXT, True)])
    assert {"brevity", "richness", "cheer", "guard"} <= row.keys()
    assert -1 <= row.pop("guard") <= 0
    assert all(0 <= value <= 1 for value in row.values())


def test_an_answer_cut_off_is_not_brief(bridge: RewardBridge) -> None:
    ended, cut = bridge.score([RewardItem(PROMPT, TEXT, True), RewardItem(PROMPT, TEXT, False)])
    assert ended["brevity"] > 0.5
    assert cut["brevity"] == 0


def test_a_prefix_scores_as_the_unfinished_text_does(bridge: RewardBridge) -> None:
    ends = [7, 15, len(TEXT)]
    (trace,) = bridge.score_prefixes([RewardItem(PROMPT, TEXT, True)], [ends])
    alone = bridge.score([RewardItem(PROMPT, TEXT[:end], False) for end in ends])
    for name, values in trace.items():
        assert values == pytest.approx([row[name] for row in alone])


def test_an_item_that_is_not_one_is_an_error_that_shows_the_answer(bridge: RewardBridge) -> None:
    with pytest.raises(RuntimeError, match="reward server answered"):
        bridge.ask([{"prompt": PROMPT}])
