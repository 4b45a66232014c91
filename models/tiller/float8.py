"""Adapters in floats of 8 bits (E4M3: 4 bits of exponent, 3 of mantissa): half the bytes of fp16, and `peft` reads them as they are.

Safetensors knows the type, and PyTorch widens it when `peft` copies it into a model. What 8 bits cannot hold is the range: A and B are
multiplied by powers of two, which costs nothing, and lora_alpha is divided by them.
"""

from __future__ import annotations

import json
import math
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

LARGEST = 448.0
LARGEST_A = 1.0  # of A after scaling: readers in half precision hold A and alpha B apart, and neither may become too large or too small


def power_within(largest: float, bound: float) -> int:
    """The largest power of two that a value may be multiplied by to stay within the bound; 0 of nothing but zeros."""
    return 0 if largest == 0 else math.floor(math.log2(bound / largest))


def to_float8(folder: Path) -> None:
    """Rewrites a LoRA adapter's factors (and biases) in place, the nearest float of 8 bits each. A head of a classifier stays as it is.

    Raises ValueError for another kind of adapter, one with patterns of alpha, and one that is in 8 bits already.
    """
    described = json.loads((folder / "adapter_config.json").read_text())
    if described["peft_type"] != "LORA" or described.get("alpha_pattern") or described.get("use_rslora"):
        raise ValueError(f"{folder}: {described['peft_type']}, expected a LoRA with one lora_alpha and no rank-stabilised scale")
    tensors = load_file(folder / "adapter_model.safetensors")
    kinds = {"a": ".lora_A.weight", "b": ".lora_B.weight", "bias": ".lora_B.bias"}
    names = {kind: [name for name in tensors if name.endswith(ending)] for kind, ending in kinds.items()}
    if any(tensors[name].dtype == torch.float8_e4m3fn for name in names["a"]):
        raise ValueError(f"{folder}: in 8 bits already, expected fp16 or fp32")
    largest = {kind: max((tensors[name].float().abs().max().item() for name in own), default=0.0) for kind, own in names.items()}
    a = power_within(largest["a"], LARGEST_A)
    # y += alpha / r (B A x + bias): a bias is scaled as B A is. What is all zeros, or is not there, bounds nothing.
    rooms = {"b": power_within(largest["b"], LARGEST), "bias": power_within(largest["bias"], LARGEST) - a}
    b = min((room for kind, room in rooms.items() if largest[kind] > 0), default=0)
    powers = {"a": a, "b": b, "bias": a + b}
    for kind, own in names.items():
        for name in own:
            tensors[name] = (tensors[name].float() * 2.0 ** powers[kind]).to(torch.float8_e4m3fn)
    described["lora_alpha"] = described["lora_alpha"] / 2.0 ** (a + b)
    save_file(tensors, folder / "adapter_model.safetensors", metadata={"format": "pt"})
    (folder / "adapter_model.safetensors").chmod(0o644)
    (folder / "adapter_config.json").write_text(json.dumps(described, indent=2) + "\n")
