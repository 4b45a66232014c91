"""The reference is right by means other than its own, and its fixtures can be made again."""

import json

import numpy as np
import pytest
import torch
from cut import LAYERS, TARGET, VOCABULARY
from reference import (
    LINEARS,
    ROOT,
    AdapterSpec,
    ReferenceModel,
    adapter_from_json,
    join_shards,
    make_adapter,
    make_tokenizer,
    name_hash,
    random_tensor,
    round_to_blocks8,
)
from write_fixtures import BANKS, MIX, ONE

FIXTURES = ROOT / "models/fixtures"


@pytest.fixture(scope="module")
def cut() -> ReferenceModel:
    return ReferenceModel(join_shards(TARGET / "manifest.json", ROOT / "models/out"))


def stored_logits(folder, case, vocabulary) -> torch.Tensor:
    values = np.fromfile(folder / "reference.bin", "<f4", len(case["positions"]) * vocabulary, offset=4 * case["offset"])
    return torch.from_numpy(values.reshape(len(case["positions"]), vocabulary))


def made_again(model, index, case) -> torch.Tensor:
    specs = [adapter_from_json(spec) for spec in index["banks"][case["bank"]]] if case["bank"] else []
    return model.logits(index["prompts"][case["prompt"]]["tokens"], case["positions"], model.slots(specs, case["coefficients"]))


# --------------------------------------------------------------------------------------------------------------------
# The stored fixtures


STORED = ("base, short", "four slots on attention, short", "one adapter on all linears, short", "four slots on the head, short")


@pytest.mark.parametrize("id", STORED)
def test_stored_logits_are_made_again(reference_model, id):
    index = json.loads((FIXTURES / "reference.json").read_text())
    case = next(case for case in index["logits"] if case["id"] == id)
    stored = stored_logits(FIXTURES, case, index["vocabulary"])
    torch.testing.assert_close(made_again(reference_model, index, case), stored, atol=2e-4, rtol=0)


@pytest.mark.parametrize("id", ["base 0", "mix 3"])
def test_every_greedy_token_is_the_likeliest_after_those_before(reference_model, id):
    index = json.loads((FIXTURES / "reference.json").read_text())
    case = next(case for case in index["greedy"] if case["id"] == id)
    prompt, output = index["prompts"][case["prompt"]]["tokens"], case["output"]
    assert len(output) == 48
    slots = reference_model.slots(BANKS[case["bank"]], case["coefficients"]) if case["bank"] else []
    positions = range(len(prompt) - 1, len(prompt) + len(output) - 1)
    best = reference_model.logits(prompt + output, list(positions), slots).topk(2)
    assert best.indices[:, 0].tolist() == output
    assert float((best.values[:, 0] - best.values[:, 1]).min()) == pytest.approx(case["margin"], abs=1e-3)


def test_greedy_margins_are_far_above_float_error():
    index = json.loads((FIXTURES / "reference.json").read_text())
    assert len(index["greedy"]) == 16
    assert min(case["margin"] for case in index["greedy"]) > 5e-3


def test_the_mixes_move_the_logits_by_half_a_unit_and_more():
    index = json.loads((FIXTURES / "reference.json").read_text())
    cases = {case["id"]: stored_logits(FIXTURES, case, index["vocabulary"])[-1] for case in index["logits"]}
    for id, logits in cases.items():
        if not id.startswith("base"):
            assert (logits - cases[f"base, {id.split(', ')[-1]}"]).abs().max() > 0.5


def test_the_self_check_holds_logits_of_a_long_prompt(reference_model):
    check = json.loads((ROOT / "public/models/base/self-check.json").read_text())
    manifest = json.loads((ROOT / "public/models/base/manifest.json").read_text())
    assert check["base"] == manifest["sha256"]
    for case in check["cases"]:
        assert len(case["tokens"]) >= 40
        logits = reference_model.logits(case["tokens"], [len(case["tokens"]) - 1])[0]
        assert logits[case["indices"]].tolist() == pytest.approx(case["logits"], abs=2e-4)


def test_the_cut_model_is_a_part_of_the_base(reference_model, cut):
    assert (cut.layers, cut.vocabulary) == (LAYERS, VOCABULARY)
    assert cut.metadata.keys() == reference_model.metadata.keys()
    assert torch.equal(cut.embedding, reference_model.embedding[:VOCABULARY])
    for name, weights in cut.weights.items():
        if name != "token_embd.weight":
            assert torch.equal(weights, reference_model.weights[name])


def test_the_cut_vocabulary_spells_what_the_base_does_with_its_first_tokens(reference_model, cut):
    text = "The cat said that she would not go out in the rain."
    small, whole = make_tokenizer(cut.metadata), make_tokenizer(reference_model.metadata)
    assert small.decode(small.encode(text).ids) == text
    assert whole.decode(small.encode(text).ids) == text


def test_stored_logits_of_the_cut_model_are_made_again(cut):
    index = json.loads((TARGET / "reference.json").read_text())
    for case in index["logits"][::4]:
        torch.testing.assert_close(made_again(cut, index, case), stored_logits(TARGET, case, VOCABULARY), atol=2e-4, rtol=0)


# --------------------------------------------------------------------------------------------------------------------
# The reference itself


@pytest.mark.parametrize("bank", BANKS)
def test_slots_at_coefficients_do_what_their_sum_in_the_weights_does(cut, bank):
    """PEFT's merge, W + sum of c * alpha / r * B A, by adding to copies of the weights instead of running adapters."""
    tokens = [1, 300, 1500, 42, 7, 1999, 640, 88]
    running = cut.logits(tokens, [3, 7], cut.slots(BANKS[bank], MIX))
    merged = ReferenceModel(join_shards(TARGET / "manifest.json", ROOT / "models/out"))
    merged.head = merged.head.clone()
    for spec, coefficient in zip(BANKS[bank], MIX):
        tensors = make_adapter(spec, cut)
        for name in (name for name in tensors if "lora_A" in name):
            delta = coefficient * spec.alpha / spec.rank * tensors[name.replace("lora_A", "lora_B")] @ tensors[name]
            path = name.split(".")
            if "lm_head" in name:
                merged.head += delta
            else:
                gguf_name = next(gguf for gguf, module in LINEARS.values() if module == ".".join(path[5:7]))
                merged.weights[f"blk.{path[4]}.{gguf_name}.weight"] += delta
    torch.testing.assert_close(merged.logits(tokens, [3, 7]), running, atol=1e-3, rtol=0)


def test_a_corner_is_that_adapter_alone_and_zeros_are_the_base(cut):
    tokens = [1, 300, 1500, 42]
    specs = BANKS["attention"]
    assert torch.equal(cut.logits(tokens, [3], cut.slots(specs, ONE)), cut.logits(tokens, [3], cut.slots(specs[:1], [1.0])))
    assert torch.equal(cut.logits(tokens, [3], cut.slots(specs, [0.0] * 4)), cut.logits(tokens, [3]))


def test_a_later_token_changes_no_earlier_logits(cut):
    a, b = cut.logits([1, 300, 42, 7], [0, 1, 2]), cut.logits([1, 300, 42, 9], [0, 1, 2])
    torch.testing.assert_close(a, b, atol=1e-5, rtol=0)


def test_attention_scores_are_those_of_interleaved_rope_in_the_files_own_row_order(cut):
    """llama.cpp turns pairs (2i, 2i + 1) of the stored rows. Both ways of turning must give the same query-key products."""
    stored = {}
    half, size = cut.head_size // 2, cut.head_size
    back = torch.arange(size).reshape(2, half).T.flatten()  # plain row of every stored row
    x = torch.randn(9, cut.width, generator=torch.Generator().manual_seed(3))
    for name in ("attn_q", "attn_k"):
        weights = cut.weights[f"blk.0.{name}.weight"].reshape(-1, size, cut.width)[0]
        stored[name] = weights[back]
    angles = torch.arange(9)[:, None] * cut.rope_base ** (-torch.arange(half) * 2.0 / size)

    def complex_turn(name):
        y = x @ stored[name].T
        return torch.view_as_complex(y.reshape(9, half, 2).contiguous()) * torch.polar(torch.ones_like(angles), angles)

    def plain_turn(name):
        y = x @ cut.weights[f"blk.0.{name}.weight"][:size].T
        first, second = y[:, :half], y[:, half:]
        return torch.cat([first * angles.cos() - second * angles.sin(), second * angles.cos() + first * angles.sin()], -1)

    interleaved = (complex_turn("attn_q") @ complex_turn("attn_k").mH).real
    torch.testing.assert_close(plain_turn("attn_q") @ plain_turn("attn_k").T, interleaved, atol=1e-3, rtol=1e-4)


def test_random_values_follow_the_written_hash():
    def value(key: int, index: int) -> float:
        state = (index * 0x9E3779B1 + key) % 2**32
        state = ((state ^ state >> 16) * 0x85EBCA6B) % 2**32
        state = ((state ^ state >> 13) * 0xC2B2AE35) % 2**32
        return (2 * ((state ^ state >> 16) >> 21) - 2047) / 2048

    key = name_hash("base_model.model.lm_head.lora_A.weight", 301)
    assert random_tensor(key, 3, 5, 0.25).flatten().tolist() == [0.25 * value(key, index) for index in range(15)]
    assert name_hash("", 0) == 0x811C9DC5 and name_hash("a", 0) == 0xE40C292C  # FNV-1a's published values


def test_adapter_values_are_exact_in_half_precision(cut):
    spec = AdapterSpec("x", 1, 4, 8.0, ("q", "down"), False, 2.0**-5, 2.0**-3)
    for tensor in make_adapter(spec, cut).values():
        assert torch.equal(tensor, tensor.half().float())


def test_blocks_of_8_bits_err_by_at_most_half_a_step():
    weights = torch.randn(64, 96, generator=torch.Generator().manual_seed(1))
    weights[0, :32] = 0
    step = weights.reshape(-1, 32).abs().amax(1, keepdim=True) / 127
    error = (round_to_blocks8(weights) - weights).reshape(-1, 32).abs()
    assert (error <= step * 0.5001).all()
