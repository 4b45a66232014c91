from __future__ import annotations

import json
from pathlib import Path

import pytest

from tiller.rewards_bridge import RewardBridge, RewardItem, bridge_command

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


OWN = [
    {
        "id": "own-sky",
        "label": "Sky words",
        "kind": "words",
        "phrases": [{"phrase": "blue", "weight": 1}, {"phrase": "grey*", "weight": -1}],
        "count": "each",
        "matchCase": False,
        "half": 2,
    },
    {
        "id": "own-vowels",
        "label": "Vowels",
        "kind": "code",
        "source": "function score(prompt, answer) {\n  if (answer === '') throw new Error('empty');\n  return answer.match(/[aeiou]/g).length;\n}",
        "range": [-1, 100],
        "twin": {"id": "own-length", "label": "Length", "kind": "length", "unit": "characters", "target": 60, "width": 20},
    },
]


@pytest.mark.parametrize("whole", [True, False], ids=["a pack", "a list"])
def test_rewards_of_a_readers_own_score_beside_the_others(tmp_path: Path, whole: bool) -> None:
    file = tmp_path / "pack.json"
    file.write_text(json.dumps({"format": "tiller-pack/1", "definitions": OWN} if whole else OWN))
    command = bridge_command({"rewards": ["own-sky", "own-vowels", "cheer"], "definitions": str(file)})
    with RewardBridge(command) as bridge:
        answer = bridge.ask([{"prompt": PROMPT, "text": text, "finished": True} for text in (TEXT, "")], twins=True)
        (trace,) = bridge.score_prefixes([RewardItem(PROMPT, TEXT, True)], [[15, len(TEXT)]])
    row, empty = answer["rewards"]
    assert {"cheer", "guard"} <= row.keys()
    assert row["own-sky"] == pytest.approx(1 - 2 ** (-TEXT.count("blue") / 2))
    assert row["own-vowels"] == sum(TEXT.count(vowel) for vowel in "aeiou")
    assert empty["own-vowels"] == -1
    assert answer["twins"][0]["own-vowels"] == pytest.approx(1 / (1 + ((len(TEXT) - 60) / 20) ** 2))
    assert trace["own-vowels"] == [sum(TEXT[:15].count(vowel) for vowel in "aeiou"), row["own-vowels"]]


def test_a_config_without_definitions_asks_for_none() -> None:
    assert bridge_command({"rewards": ["cheer"]})[-1] == "cheer"
    assert "--definitions" not in bridge_command({"rewards": ["cheer"]})


@pytest.mark.parametrize(
    ("definitions", "sentence"),
    [
        ([{**OWN[0], "half": 0}], "field 0.half: expected a number from 0.01 to 10000, got 0"),
        ([OWN[1]], "own-sky: expected a definition, got none"),
        (
            [{"id": "own-sky", "label": "Kind", "kind": "judge", "question": " ", "pairs": []}],
            "own-sky: expected a definition with something to measure, got one that was not fitted",
        ),
    ],
)
def test_a_reward_that_cannot_be_scored_ends_the_server_with_a_sentence(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], definitions: list[dict[str, object]], sentence: str
) -> None:
    file = tmp_path / "own.json"
    file.write_text(json.dumps(definitions))
    with RewardBridge(bridge_command({"rewards": ["own-sky"], "definitions": str(file)})) as bridge:
        with pytest.raises(RuntimeError, match="the reward server ended"):
            bridge.score([RewardItem(PROMPT, TEXT, True)])
    assert sentence in capfd.readouterr().err
