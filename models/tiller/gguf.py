"""Read a Llama-architecture GGUF into plain tensors, in the row order that rotate-half RoPE expects."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from gguf import GGUFReader, dequantize

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Config:
    """Sizes of a Llama decoder, from the GGUF's own metadata."""

    layers: int
    width: int
    heads: int
    kv_heads: int
    head_size: int
    mlp_width: int
    vocabulary: int
    rope_base: float
    norm_epsilon: float
    eos: int


@dataclass(frozen=True)
class BaseModel:
    """A GGUF in memory: sizes, fp32 tensors by GGUF name ([out, in] for linears), tokenizer metadata."""

    config: Config
    tensors: dict[str, torch.Tensor]
    metadata: dict[str, Any]


def gguf_path() -> Path:
    """The GGUF to use: $TILLER_GGUF, else the shards of public/models/base joined once into the temporary folder.

    Raises FileNotFoundError when neither is there, ValueError when the joined file's SHA-256 is wrong.
    """
    if named := os.environ.get("TILLER_GGUF"):
        return Path(named)
    manifest_path = ROOT / "public/models/base/manifest.json"
    if not manifest_path.exists():
        raise FileNotFoundError(f"no base model: set TILLER_GGUF, or write the shards and {manifest_path} with `npm run model:base`")
    manifest = json.loads(manifest_path.read_text())
    joined = Path(tempfile.gettempdir()) / f"tiller-{manifest['sha256'][:16]}.gguf"
    if joined.exists() and hashlib.sha256(joined.read_bytes()).hexdigest() == manifest["sha256"]:
        return joined
    whole = b"".join((manifest_path.parent / shard["path"]).read_bytes() for shard in manifest["shards"])
    if (found := hashlib.sha256(whole).hexdigest()) != manifest["sha256"]:
        raise ValueError(f"{manifest_path}: shards join to sha256 {found}, expected {manifest['sha256']}")
    partial = joined.with_suffix(f".{os.getpid()}")
    partial.write_bytes(whole)
    partial.replace(joined)
    return joined


def to_rotate_half(rows: torch.Tensor, heads: int) -> torch.Tensor:
    """Undo llama.cpp's permutation of q and k rows: [heads * size, in], pairs (2i, 2i+1) -> (i, i + size/2)."""
    size = rows.shape[0] // heads
    return rows.reshape(heads, size // 2, 2, -1).transpose(1, 2).reshape(rows.shape)


def read_gguf(path: Path | None = None, layers: int | None = None) -> BaseModel:
    """Read and dequantise a GGUF; `layers` keeps only the first few (for tests and tiny runs).

    Raises ValueError for another architecture than llama.
    """
    reader = GGUFReader(str(path or gguf_path()))
    metadata = {name: field.contents() for name, field in reader.fields.items()}
    if (architecture := metadata["general.architecture"]) != "llama":
        raise ValueError(f"general.architecture is {architecture!r}, expected 'llama'")
    heads = metadata["llama.attention.head_count"]
    width = metadata["llama.embedding_length"]
    config = Config(
        layers=metadata["llama.block_count"] if layers is None else min(layers, metadata["llama.block_count"]),
        width=width,
        heads=heads,
        kv_heads=metadata["llama.attention.head_count_kv"],
        head_size=width // heads,
        mlp_width=metadata["llama.feed_forward_length"],
        vocabulary=metadata["llama.vocab_size"],
        rope_base=metadata["llama.rope.freq_base"],
        norm_epsilon=metadata["llama.attention.layer_norm_rms_epsilon"],
        eos=metadata["tokenizer.ggml.eos_token_id"],
    )
    tensors: dict[str, torch.Tensor] = {}
    for entry in reader.tensors:
        block = entry.name.split(".")[1] if entry.name.startswith("blk.") else "-1"
        if int(block) >= config.layers:
            continue
        dense = torch.from_numpy(np.array(dequantize(entry.data, entry.tensor_type), dtype=np.float32))
        if entry.name.endswith("attn_q.weight"):
            dense = to_rotate_half(dense, config.heads)
        elif entry.name.endswith("attn_k.weight"):
            dense = to_rotate_half(dense, config.kv_heads)
        tensors[entry.name] = dense
    return BaseModel(config, tensors, metadata)
