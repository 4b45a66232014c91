"""Adapters of 8 bits: what is stored, what `peft` makes of it on a small Llama, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from peft import PeftModel
from safetensors.torch import load_file
from transformers import LlamaConfig, LlamaForCausalLM

from tiller.bank import Bank, Slot, write_adapter
from tiller.float8 import power_within, to_float8
from tiller.gguf import BaseModel


@pytest.fixture(params=[1.0, 0.18])
def folder(base: BaseModel, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """An adapter with small B, as trained ones have, and A as large as a bank begins or as small as the published ones are."""
    bank = Bank(base.config, (Slot("one", 4),), ("qkv", "o"), 4.0, 7)
    generator = torch.Generator().manual_seed(3)
    with torch.no_grad():
        for a in bank.a.values():
            a.mul_(request.param / a.abs().max())
        for b in bank.b.values():
            b.copy_(0.01 * torch.randn(b.shape, generator=generator))
    bank.export_peft(tmp_path)
    return tmp_path / "one"


def deltas(folder: Path) -> dict[str, torch.Tensor]:
    """alpha / r B A of every module."""
    tensors = {name: value.float() for name, value in load_file(folder / "adapter_model.safetensors").items()}
    described = json.loads((folder / "adapter_config.json").read_text())
    scale = described["lora_alpha"] / described["r"]
    stems = [name.removesuffix(".lora_A.weight") for name in tensors if name.endswith(".lora_A.weight")]
    return {stem: scale * tensors[f"{stem}.lora_B.weight"] @ tensors[f"{stem}.lora_A.weight"] for stem in stems}


def test_every_number_is_the_nearest_of_its_kind_and_half_the_bytes(folder: Path) -> None:
    before, bytes_before = deltas(folder), (folder / "adapter_model.safetensors").stat().st_size
    stored = load_file(folder / "adapter_model.safetensors")
    to_float8(folder)
    after = load_file(folder / "adapter_model.safetensors")
    header = 200 * len(stored)
    assert (folder / "adapter_model.safetensors").stat().st_size < bytes_before / 2 + header
    for name, value in after.items():
        assert value.dtype == torch.float8_e4m3fn and value.float().abs().max() <= 448
        ratio = stored[name].float().abs().max() / value.float().abs().max()
        power = torch.log2(ratio).round()
        # 3 bits of mantissa: within a sixteenth, where a number is not too small for its exponent.
        apart = (value.float() * 2.0**power - stored[name].float()).abs()
        assert (apart <= stored[name].float().abs() / 16 + 2.0 ** (power - 10)).all()
    for stem, delta in deltas(folder).items():
        assert (delta - before[stem]).norm() < 0.06 * before[stem].norm()


def test_peft_reads_it_as_the_numbers_that_it_holds(base: BaseModel, folder: Path) -> None:
    c = base.config
    config = LlamaConfig(
        vocab_size=c.vocabulary, hidden_size=c.width, intermediate_size=c.mlp_width, num_hidden_layers=c.layers,
        num_attention_heads=c.heads, num_key_value_heads=c.kv_heads, attn_implementation="eager",
    )  # fmt: skip
    torch.manual_seed(0)
    to_float8(folder)
    model = LlamaForCausalLM(config).eval()
    plain = {name: value.clone() for name, value in model.state_dict().items()}
    merged = PeftModel.from_pretrained(model, folder).merge_and_unload().state_dict()
    for stem, delta in deltas(folder).items():
        name = f"{stem.removeprefix('base_model.model.')}.weight"
        assert torch.allclose(merged[name] - plain[name], delta, atol=1e-6), name
        assert delta.abs().max() > 1e-4


def test_a_bias_alone_is_scaled_as_what_it_is_added_to(tmp_path: Path) -> None:
    stem = "base_model.model.model.layers.0.self_attn.o_proj"
    bias = torch.tensor([0.02, -0.3, 0.001])
    tensors = {f"{stem}.lora_A.weight": torch.zeros(1, 3), f"{stem}.lora_B.weight": torch.zeros(3, 1), f"{stem}.lora_B.bias": bias}
    write_adapter(tmp_path, tensors, {"peft_type": "LORA", "r": 1, "lora_alpha": 1, "lora_bias": True})
    to_float8(tmp_path)
    scale = json.loads((tmp_path / "adapter_config.json").read_text())["lora_alpha"]
    found = load_file(tmp_path / "adapter_model.safetensors")[f"{stem}.lora_B.bias"].float() * scale
    assert torch.allclose(found, bias, rtol=1 / 16)


def test_it_refuses_what_it_cannot_scale(folder: Path, tmp_path: Path) -> None:
    to_float8(folder)
    with pytest.raises(ValueError, match="in 8 bits already"):
        to_float8(folder)
    (tmp_path / "soft").mkdir()
    (tmp_path / "soft/adapter_config.json").write_text(json.dumps({"peft_type": "PROMPT_TUNING"}))
    with pytest.raises(ValueError, match="PROMPT_TUNING, expected a LoRA"):
        to_float8(tmp_path / "soft")


def test_powers_of_two_stay_within_their_bound() -> None:
    assert power_within(0.01, 448) == 15 and 0.01 * 2**15 <= 448 < 0.01 * 2**16
    assert power_within(0.0, 1) == 0 and power_within(3.0, 1.0) == -2
