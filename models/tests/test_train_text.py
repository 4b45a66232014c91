"""Where answers may end and which token ends a word, with the real tokenizer."""

from __future__ import annotations

import pytest
import torch

from tiller.candidates import sentence_endings
from tiller.credit import reward_traces, word_ends
from tiller.forms import lists_of
from tiller.generate import Sample
from tiller.gguf import read_gguf
from tiller.rewards_bridge import RewardBridge, RewardItem
from tiller.tokenizer import ChatTokenizer

TEXT = "The sky is 3.5 times as blue. It scatters light! So they say"


@pytest.fixture(scope="module")
def tokenizer() -> ChatTokenizer:
    return ChatTokenizer(read_gguf(layers=0).metadata)


def test_the_chat_prompt_is_chatml_with_one_token_per_marker(tokenizer: ChatTokenizer) -> None:
    ids = tokenizer.chat("Hi", "Be brief.")
    assert ids.count(1) == 3 and ids.count(2) == 2
    assert tokenizer.inner.decode(ids, skip_special_tokens=False).endswith("<|im_start|>assistant\n")


def test_answers_are_ended_after_sentences_and_not_within_numbers(tokenizer: ChatTokenizer) -> None:
    endings = sentence_endings(tokenizer.encode(TEXT), tokenizer, finished=False)
    assert [tokenizer.decode(e) for e in endings] == ["The sky is 3.5 times as blue.", "The sky is 3.5 times as blue. It scatters light!"]
    assert all(e[-1] == tokenizer.eos for e in endings)


def test_an_answer_that_ended_by_itself_is_not_ended_there_again(tokenizer: ChatTokenizer) -> None:
    tokens = [*tokenizer.encode("The sky is blue. Air scatters light."), tokenizer.eos]
    assert [tokenizer.decode(e) for e in sentence_endings(tokens, tokenizer, finished=True)] == ["The sky is blue."]


def test_word_ends_are_where_words_end(tokenizer: ChatTokenizer) -> None:
    tokens = [*tokenizer.encode("An unfathomably deep sea."), tokenizer.eos]
    text, places, ends = word_ends(Sample(0, tokens, [0.0] * len(tokens), True), tokenizer)
    assert [text[:end] for end in ends] == ["An", "An unfathomably", "An unfathomably deep", "An unfathomably deep sea", text, text]
    assert places[-1] == len(tokens) - 1


def test_the_rewards_up_to_the_last_token_are_the_rewards(tokenizer: ChatTokenizer) -> None:
    prompt = "Why is the sky blue?"
    tokens = [*tokenizer.encode("The sky is wonderfully, unfathomably blue because molecules scatter light."), tokenizer.eos]
    with RewardBridge() as bridge:
        names = ["brevity", "richness", "cheer"]
        finals, (trace,) = reward_traces([Sample(0, tokens, [0.0] * len(tokens), True)], [prompt], names, tokenizer, bridge)
        (direct,) = bridge.score([RewardItem(prompt, tokenizer.decode(tokens), True)])
    assert finals == [direct]
    assert trace[-1].tolist() == pytest.approx([direct[name] for name in [*names, "guard"]], abs=1e-5)
    assert trace[:-1, 0].eq(0).all() and direct["brevity"] > 0, "brevity is earned by the stop token"
    _, places, _ = word_ends(Sample(0, tokens, [0.0] * len(tokens), True), tokenizer)
    inside = [t for t in range(1, len(tokens)) if t not in places]
    assert inside and all(torch.equal(trace[t], trace[t - 1]) for t in inside), "within a word nothing changes"


def test_a_text_becomes_lists_that_begin_alike(tokenizer: ChatTokenizer) -> None:
    made = [tokenizer.decode(tokens) for tokens in lists_of("The sky is blue. It scatters light! So they say", tokenizer, 64)]
    assert made == [
        "Here is a short answer:\n1. The sky is blue.\n2. It scatters light!",
        "Here is a short answer:\n- The sky is blue.\n- It scatters light!",
    ]
    assert lists_of("One sentence only.", tokenizer, 64) == []
    assert lists_of("The sky is blue. It scatters light!", tokenizer, 12) == [], "too long to end in time"
