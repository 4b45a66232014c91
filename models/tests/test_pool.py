"""The pool that the page starts from (public/models/pool.json, scripts/make-pool.ts) says what this folder's own code says of its tokens."""

import base64
import json

import pytest
from shipped_pool import entries_of
from tiller.candidates import sentence_endings
from tiller.forms import lists_of
from tiller.gguf import ROOT, read_gguf
from tiller.tokenizer import ChatTokenizer


@pytest.fixture(scope="module")
def pool():
    return json.loads((ROOT / "public/models/pool.json").read_text())


def tokens_of(entry) -> list[int]:
    raw = base64.b64decode(entry["tokens"])
    return [int.from_bytes(raw[i : i + 2], "little") for i in range(0, len(raw), 2)]


def test_lists_are_the_first_that_python_makes(pool):
    tokenizer = ChatTokenizer(read_gguf(layers=0).metadata)
    made: dict[int, list[list[int]]] = {}
    for answer in pool["answers"]:
        made.setdefault(answer["prompt"], []).extend(lists_of(answer["text"], tokenizer, pool["limit"]))
    kept: dict[int, list[list[int]]] = {}
    for entry in pool["lists"]:
        kept.setdefault(entry["prompt"], []).append([*tokens_of(entry), tokenizer.eos])
    assert kept == {prompt: lists[:8] for prompt, lists in made.items() if lists}


def test_texts_and_cuts_are_those_of_python(pool):
    tokenizer = ChatTokenizer(read_gguf(layers=0).metadata)
    assert len(pool["answers"]) == 3600
    for answer in pool["answers"]:
        tokens = tokens_of(answer)
        whole = [*tokens, tokenizer.eos] if answer["finished"] else tokens
        assert tokenizer.decode(whole) == answer["text"]
        endings = sentence_endings(whole, tokenizer, answer["finished"])
        # Python counts code points, the page UTF-16 units
        units = answer["text"].encode("utf-16-le")
        assert [[len(e) - 1, tokenizer.decode(e)] for e in endings] == [
            [cut_tokens, units[: 2 * cut_text].decode("utf-16-le")] for cut_tokens, cut_text in answer["cuts"]
        ]


def test_shards_have_every_answer_of_their_prompts_in_order(pool):
    shards = [entries_of(pool, shard) for shard in range(2)]
    assert [len(shard) for shard in shards] == [1800, 1800]
    for place, shard in enumerate(shards):
        assert list(dict.fromkeys(entry["prompt"] for entry in shard)) == pool["prompts"][place::2]
    first = [answer for answer in pool["answers"] if answer["prompt"] == 1]
    for answer, entry in zip(first, shards[1]):
        assert entry["tokens"] == tokens_of(answer) + ([2] if answer["finished"] else [])
        assert (entry["text"], entry["finished"]) == (answer["text"], answer["finished"])
