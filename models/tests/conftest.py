"""One small base for all tests: two layers of the real one where it is at hand, else random weights of the same shape."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tiller.gguf import BaseModel, Config  # noqa: E402


@pytest.fixture(scope="session")
def base() -> BaseModel:
    """A random two-layer Llama with grouped-query attention."""
    config = Config(
        layers=2, width=48, heads=6, kv_heads=2, head_size=8, mlp_width=64, vocabulary=97, rope_base=1e5, norm_epsilon=1e-5, eos=2
    )
    generator = torch.Generator().manual_seed(5)

    def random(*shape: int) -> torch.Tensor:
        return torch.randn(shape, generator=generator) / shape[-1] ** 0.5

    tensors = {"token_embd.weight": random(97, 48) * 7, "output_norm.weight": torch.ones(48)}
    for i in range(2):
        shapes = {"attn_q": (48, 48), "attn_k": (16, 48), "attn_v": (16, 48), "attn_output": (48, 48)}
        shapes |= {"ffn_gate": (64, 48), "ffn_up": (64, 48), "ffn_down": (48, 64)}
        tensors |= {f"blk.{i}.{name}.weight": random(*shape) for name, shape in shapes.items()}
        tensors |= {f"blk.{i}.attn_norm.weight": torch.ones(48), f"blk.{i}.ffn_norm.weight": torch.ones(48)}
    return BaseModel(config, tensors, {})


@pytest.fixture(scope="session")
def reference_model():
    """The whole base model by models/reference.py: several seconds and 1 GB."""
    from reference import ReferenceModel, base_gguf

    torch.set_num_threads(min(torch.get_num_threads(), 2))
    return ReferenceModel(base_gguf())
