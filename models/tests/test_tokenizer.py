"""The tokenizer's corpus and its ids can be made again, and mean what they should."""

import gzip
import json

import pytest
from corpus.make_corpus import make_corpus
from reference import ROOT, chat, make_tokenizer


@pytest.fixture(scope="module")
def metadata(reference_model):
    return reference_model.metadata


@pytest.fixture(scope="module")
def tokenizer(metadata):
    return make_tokenizer(metadata)


@pytest.fixture(scope="module")
def texts() -> list[str]:
    return [json.loads(line) for line in (ROOT / "models/corpus/tokenizer.jsonl").read_text().split("\n")[:-1]]


def test_the_corpus_is_what_its_generator_makes(texts):
    assert texts == make_corpus()
    assert len(texts) == len(set(texts)) == 2000


def test_the_stored_ids_are_those_of_the_library(texts, tokenizer):
    stored = json.loads(gzip.decompress((ROOT / "models/fixtures/tokenizer-ids.json.gz").read_bytes()))
    assert [tokenizer.encode(text).ids for text in texts] == stored


def test_ids_are_what_byte_level_bpe_by_hand_gives(metadata, tokenizer, texts):
    """Merges applied by rank in plain Python, on texts that the GPT-2 pattern leaves whole: ASCII letters, at most one space before."""
    vocabulary = {token: index for index, token in enumerate(metadata["tokenizer.ggml.tokens"])}
    ranks = {tuple(merge.split(" ")): rank for rank, merge in enumerate(metadata["tokenizer.ggml.merges"])}
    words = {word for text in texts for word in text.split(" ") if word.isascii() and word.isalpha()}
    assert len(words) > 100
    for word in sorted(words):
        parts = ["Ġ", *word]
        while pairs := [(ranks[pair], pair) for pair in zip(parts, parts[1:]) if pair in ranks]:
            at = list(zip(parts, parts[1:])).index(min(pairs)[1])
            parts[at : at + 2] = ["".join(parts[at : at + 2])]
        assert tokenizer.encode(f" {word}").ids == [vocabulary[part] for part in parts]


def test_decoding_gives_the_text_back_where_the_vocabulary_has_every_byte(metadata, tokenizer, texts):
    special = [token for token, kind in zip(metadata["tokenizer.ggml.tokens"], metadata["tokenizer.ggml.token_type"]) if kind == 3]
    missing = {0x04, 0x06, 0x13, 0x14, 0x16, 0x1D, 0xF1}
    plain = [text for text in texts if not missing & set(text.encode()) and not any(token in text for token in special)]
    assert len(plain) > 1500
    for text in plain:
        assert tokenizer.decode(tokenizer.encode(text).ids) == text


def test_digits_stand_alone_and_control_tokens_are_one_id(tokenizer):
    assert len(tokenizer.encode("1234567").ids) == 7
    ids = tokenizer.encode(chat("Hi")).ids
    assert [ids[0], ids.count(1), ids.count(2)] == [1, 3, 2]


def test_the_chat_text_is_that_of_the_models_own_template(metadata):
    """The template is a loop that writes role and content between control tokens; the engine renders it with a Jinja library."""
    template = metadata["tokenizer.chat_template"]
    assert "{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}" in template
    assert template.endswith("{{ '<|im_start|>assistant\n' }}{% endif %}")
    assert chat("P", "S") == "<|im_start|>system\nS<|im_end|>\n<|im_start|>user\nP<|im_end|>\n<|im_start|>assistant\n"
