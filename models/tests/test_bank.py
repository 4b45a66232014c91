from __future__ import annotations

from pathlib import Path

import pytest
import torch
from finite_differences import assert_slope
from safetensors.torch import load_file

from tiller.bank import Bank, Slot
from tiller.gguf import BaseModel, to_rotate_half
from tiller.likelihood import answer_log_probabilities, pack
from tiller.model import Llama

PROMPTS = [[5, 6, 7, 8], [9, 10, 11]]
ANSWERS = [[[12, 13, 14, 2], [15, 16]], [[17, 18, 19], [20, 2]]]
HOOKS = ("qkv", "o", "gateUp", "down")


def random_bank(base: BaseModel, *ranks: int) -> Bank:
    bank = Bank(base.config, [Slot(f"s{i}", r) for i, r in enumerate(ranks)], HOOKS)
    with torch.no_grad():
        for b in bank.b.values():
            b.normal_(std=0.3, generator=torch.Generator().manual_seed(b.shape[1]))
    return bank


def scores(base: BaseModel, bank: Bank | None, coefficients: torch.Tensor | None) -> torch.Tensor:
    model = Llama(base)
    return answer_log_probabilities(model, pack(PROMPTS, ANSWERS, torch.float32), model.mix(bank, coefficients), 0.8)


def test_a_bank_with_coefficients_zero_is_the_base(base: BaseModel) -> None:
    bank = random_bank(base, 2, 3)
    assert torch.equal(scores(base, bank, torch.zeros(2, 2)), scores(base, None, None))


def test_a_fresh_bank_is_the_base_for_every_mix(base: BaseModel) -> None:
    bank = Bank(base.config, [Slot("a", 4)])
    assert torch.equal(scores(base, bank, torch.full((2, 1), 1.7)), scores(base, None, None))


def test_a_mix_equals_the_base_with_the_summed_deltas_added_to_its_weights(base: BaseModel) -> None:
    bank = random_bank(base, 2, 3)
    weights = torch.tensor([0.3, 0.7])
    merged = dict(base.tensors)
    split = {"qkv": [("attn_q", 48), ("attn_k", 16), ("attn_v", 16)], "o": [("attn_output", 48)]}
    split |= {"gateUp": [("ffn_gate", 64), ("ffn_up", 64)], "down": [("ffn_down", 48)]}
    for layer in range(2):
        for hook, parts in split.items():
            delta = sum(w * bank.scale * (bank.a[f"s{i}/{hook}"][layer] @ bank.b[f"s{i}/{hook}"][layer]).T for i, w in enumerate(weights))
            for (name, _), rows in zip(parts, delta.split([n for _, n in parts])):
                merged[f"blk.{layer}.{name}.weight"] = merged[f"blk.{layer}.{name}.weight"] + rows
    expected = scores(BaseModel(base.config, merged, {}), None, None)
    torch.testing.assert_close(scores(base, bank, weights.repeat(2, 1)), expected, atol=2e-5, rtol=1e-5)


def test_rows_with_different_coefficients_do_not_touch_each_other(base: BaseModel) -> None:
    bank = random_bank(base, 2, 3)
    both = scores(base, bank, torch.tensor([[1.0, 0.0], [0.0, 1.0]]))
    first = scores(base, bank, torch.tensor([[1.0, 0.0], [1.0, 0.0]]))
    torch.testing.assert_close(both[:6], first[:6], atol=1e-6, rtol=1e-5)
    assert (both[6:] - first[6:]).abs().max() > 1e-3


def test_gradients_of_the_bank_equal_finite_differences(base: BaseModel) -> None:
    bank = random_bank(base, 2)
    c = torch.full((2, 1), 0.8)
    scores(base, bank, c).sum().backward()
    for table in (bank.a, bank.b):
        for parameter in table.values():
            assert_slope(parameter, lambda: scores(base, bank, c).double().sum())


def test_peft_folders_read_back_as_written_up_to_fp16(base: BaseModel, tmp_path) -> None:
    bank = random_bank(base, 2, 3)
    bank.export_peft(tmp_path, gain=1.5)
    other = Bank(base.config, bank.slots, HOOKS, seed=9)
    other.import_peft(tmp_path)
    c = torch.full((2, 2), 0.5)
    torch.testing.assert_close(scores(base, other, c), scores(base, bank, c * 1.5), atol=5e-3, rtol=5e-3)


def test_rotate_half_order_undoes_the_interleaving_of_llama_cpp() -> None:
    heads, size = 2, 6
    original = torch.arange(heads * size * 3.0).view(heads * size, 3)
    interleaved = original.view(heads, 2, size // 2, 3).swapaxes(1, 2).reshape(heads * size, 3)
    assert torch.equal(to_rotate_half(interleaved, heads), original)


def test_a_step_on_the_heads_input_is_the_lora_on_the_head_that_is_exported(base: BaseModel, tmp_path: Path) -> None:
    bank = Bank(base.config, [Slot("s", 3)], ("head",))
    with torch.no_grad():
        bank.b["s/head"].normal_(std=0.3, generator=torch.Generator().manual_seed(1))
    model = Llama(base)
    bank.export_peft(tmp_path, head=model.head)
    tensors = load_file(tmp_path / "s/adapter_model.safetensors")
    packed = pack(PROMPTS, ANSWERS, torch.float32)
    coefficients = torch.full((2, 1), 0.7)
    hidden = model.hidden(packed.tokens[None], packed.positions[None], packed.layout)[0]
    delta = tensors["base_model.model.lm_head.lora_B.weight"].float() @ tensors["base_model.model.lm_head.lora_A.weight"].float()
    expected = hidden @ (model.head + 0.7 * bank.scale * delta).T
    mixed = model.mix(bank, coefficients).per_token(packed.group)
    steered = model.logits(model.hidden(packed.tokens[None], packed.positions[None], packed.layout, mixed))[0]
    torch.testing.assert_close(steered, expected, atol=0.02, rtol=0)  # fp16 factors on logits of up to 20
    assert (steered - model.logits(hidden)).abs().max() > 0.1
    with pytest.raises(ValueError, match="the head's matrix"):
        bank.export_peft(tmp_path)


def test_learned_gains_scale_their_slots_and_are_folded_into_what_is_exported(base: BaseModel, tmp_path: Path) -> None:
    bank = Bank(base.config, [Slot("shared", 2), Slot("one", 1)], scaled=frozenset({"one"}))
    with torch.no_grad():
        for b in bank.b.values():
            b.normal_(std=0.3, generator=torch.Generator().manual_seed(b.shape[1]))
        for gain in bank.gain.values():
            gain.copy_(torch.tensor([0.5, 2.0])[:, None, None])
    bank.export_peft(tmp_path)
    plain = Bank(base.config, [Slot("shared", 2), Slot("one", 1)])
    plain.import_peft(tmp_path)
    coefficients = torch.tensor([[1.0, 0.4], [1.0, 0.6]])
    torch.testing.assert_close(scores(base, plain, coefficients), scores(base, bank, coefficients), atol=0.02, rtol=0)  # fp16 factors
    assert not torch.allclose(plain.b["one/qkv"], bank.b["one/qkv"].data, atol=1e-2)
