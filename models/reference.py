"""A plain PyTorch reading of a Llama-architecture GGUF: what the app's engine is checked against.

Written to be obviously right rather than fast, and independent of `models/tiller`: fp32, no key-value cache, no fused
linears, no batching; every adapter is applied on its own, projection by projection. The adapters are pseudo-random and made
from a seed; `src/lm/testing/random-adapter.ts` makes the same ones.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from gguf import GGUFReader
from gguf.quants import dequantize
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

ROOT = Path(__file__).resolve().parents[1]
SYSTEM = "Answer in two or three sentences."
STOPS = (0, 2)

# GGUF's name of a linear to its PEFT module, in the order of a layer.
LINEARS = {
    "q": ("attn_q", "self_attn.q_proj"),
    "k": ("attn_k", "self_attn.k_proj"),
    "v": ("attn_v", "self_attn.v_proj"),
    "o": ("attn_output", "self_attn.o_proj"),
    "gate": ("ffn_gate", "mlp.gate_proj"),
    "up": ("ffn_up", "mlp.up_proj"),
    "down": ("ffn_down", "mlp.down_proj"),
}


def base_gguf() -> Path:
    """The base model: $TILLER_GGUF, else the committed shards joined once under models/out.

    Raises ValueError when the shards do not join to the manifest's SHA-256.
    """
    if named := os.environ.get("TILLER_GGUF"):
        return Path(named)
    return join_shards(ROOT / "public/models/base/manifest.json", ROOT / "models/out")


def join_shards(manifest_path: Path, target: Path) -> Path:
    """The whole file that a manifest describes, joined in `target` unless it is already there."""
    manifest = json.loads(manifest_path.read_text())
    whole = target / manifest["file"]
    if whole.exists() and sha256(whole.read_bytes()) == manifest["sha256"]:
        return whole
    data = b"".join((manifest_path.parent / shard["path"]).read_bytes() for shard in manifest["shards"])
    if (found := sha256(data)) != manifest["sha256"]:
        raise ValueError(f"{manifest_path}: shards join to SHA-256 {found}, expected {manifest['sha256']}")
    target.mkdir(parents=True, exist_ok=True)
    partial = whole.with_suffix(f".{os.getpid()}")
    partial.write_bytes(data)
    return partial.replace(whole)


def read_metadata(file: Path | GGUFReader) -> dict[str, Any]:
    """A GGUF's key-value metadata."""
    reader = file if isinstance(file, GGUFReader) else GGUFReader(str(file))
    return {name: field.contents() for name, field in reader.fields.items()}


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


# --------------------------------------------------------------------------------------------------------------------
# Adapters


@dataclass(frozen=True)
class AdapterSpec:
    """A pseudo-random PEFT adapter: everything that both languages need to make the same tensors.

    `targets` are keys of LINEARS, or "head". With `shared_a`, q, k and v have one A (q's), gate and up have one A (gate's).
    A is uniform in (-scale_a, scale_a), B in (-scale_b, scale_b); scales are powers of two, so all values are exact in fp16.
    """

    id: str
    seed: int
    rank: int
    alpha: float
    targets: tuple[str, ...]
    shared_a: bool
    scale_a: float
    scale_b: float

    def to_json(self) -> dict[str, Any]:
        names = {"shared_a": "sharedA", "scale_a": "scaleA", "scale_b": "scaleB"}
        return {names.get(name, name): value for name, value in asdict(self).items()}


def adapter_from_json(spec: dict[str, Any]) -> AdapterSpec:
    names = {"sharedA": "shared_a", "scaleA": "scale_a", "scaleB": "scale_b"}
    return AdapterSpec(**{names.get(name, name): tuple(value) if name == "targets" else value for name, value in spec.items()})


def name_hash(name: str, seed: int) -> int:
    """FNV-1a of the ASCII name, started from the seed: 32 bits."""
    state = (0x811C9DC5 ^ seed) & 0xFFFFFFFF
    for byte in name.encode("ascii"):
        state = ((state ^ byte) * 0x01000193) & 0xFFFFFFFF
    return state


def random_tensor(key: int, rows: int, columns: int, scale: float) -> torch.Tensor:
    """[rows, columns] of (2u - 2047) / 2048 * scale, u the top 11 bits of murmur3's finaliser of index * 0x9E3779B1 + key."""
    state = np.arange(rows * columns, dtype=np.uint64) * np.uint64(0x9E3779B1) + np.uint64(key) & np.uint64(0xFFFFFFFF)
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
        state ^= state >> np.uint64(shift)
        state = state * np.uint64(factor) & np.uint64(0xFFFFFFFF)
    state ^= state >> np.uint64(16)
    uniform = (2.0 * (state >> np.uint64(21)).astype(np.float64) - 2047.0) / 2048.0
    return torch.from_numpy((uniform * scale).astype(np.float32).reshape(rows, columns))


def make_adapter(spec: AdapterSpec, model: "ReferenceModel") -> dict[str, torch.Tensor]:
    """PEFT tensors by name: lora_A [rank, in], lora_B [out, rank], for every layer and target."""
    tensors: dict[str, torch.Tensor] = {}

    def add(module: str, a_of: str, inputs: int, outputs: int) -> None:
        a_key = name_hash(f"{a_of}.lora_A.weight", spec.seed)
        b_key = name_hash(f"{module}.lora_B.weight", spec.seed)
        tensors[f"{module}.lora_A.weight"] = random_tensor(a_key, spec.rank, inputs, spec.scale_a)
        tensors[f"{module}.lora_B.weight"] = random_tensor(b_key, outputs, spec.rank, spec.scale_b)

    a_owner = {"k": "q", "v": "q", "up": "gate"} if spec.shared_a else {}
    for layer in range(model.layers):
        prefix = f"base_model.model.model.layers.{layer}."
        for target in (name for name in LINEARS if name in spec.targets):
            outputs, inputs = model.weights[f"blk.{layer}.{LINEARS[target][0]}.weight"].shape
            add(prefix + LINEARS[target][1], prefix + LINEARS[a_owner.get(target, target)][1], inputs, outputs)
    if "head" in spec.targets:
        outputs, inputs = model.embedding.shape
        add("base_model.model.lm_head", "base_model.model.lm_head", inputs, outputs)
    return tensors


@dataclass(frozen=True)
class Slot:
    """An adapter in use: y += coefficient * scale * (x A^T) B^T, with PEFT's scale = alpha / rank."""

    tensors: dict[str, torch.Tensor]
    scale: float
    coefficient: float

    def delta(self, module: str, x: torch.Tensor) -> torch.Tensor | float:
        a = self.tensors.get(f"{module}.lora_A.weight")
        if a is None or self.coefficient == 0:
            return 0.0
        return self.coefficient * self.scale * ((x @ a.T) @ self.tensors[f"{module}.lora_B.weight"].T)


# --------------------------------------------------------------------------------------------------------------------
# The model


def round_to_blocks8(weights: torch.Tensor) -> torch.Tensor:
    """[out, in] after a trip through blocks of 32 along a row: value = code * scale, code in -127..127, scale = largest / 127."""
    blocks = weights.reshape(-1, 32)
    scale = (blocks.abs().amax(1, keepdim=True).double() / 127).float()
    codes = torch.where(scale > 0, (blocks.double() / scale.double() + 0.5).floor(), 0.0)
    return (codes.float() * scale).reshape(weights.shape)


class ReferenceModel:
    """The decoder in fp32. Sizes come from the metadata, weights are [out, in] by GGUF name."""

    def __init__(self, path: Path, blocks8: bool = False) -> None:
        """`blocks8` rounds the linears and the head as WebGPU gets them, see `round_to_blocks8`."""
        reader = GGUFReader(str(path))
        self.metadata = read_metadata(reader)
        if (architecture := self.metadata["general.architecture"]) != "llama":
            raise ValueError(f"{path}: general.architecture is {architecture!r}, expected 'llama'")
        self.layers: int = self.metadata["llama.block_count"]
        self.width: int = self.metadata["llama.embedding_length"]
        self.heads: int = self.metadata["llama.attention.head_count"]
        self.kv_heads: int = self.metadata["llama.attention.head_count_kv"]
        self.head_size: int = self.metadata["llama.rope.dimension_count"]
        self.rope_base: float = self.metadata["llama.rope.freq_base"]
        self.epsilon: float = self.metadata["llama.attention.layer_norm_rms_epsilon"]
        self.weights: dict[str, torch.Tensor] = {}
        for tensor in reader.tensors:
            # The GGUF stores a head's rows as (0, half, 1, half + 1, ...) for interleaved RoPE; PEFT adapters and
            # rotate-half RoPE count them 0, 1, ...: row j of a head is the GGUF's row 2j, or 2(j - half) + 1.
            dense = np.array(dequantize(tensor.data, tensor.tensor_type), dtype=np.float32)
            if tensor.name.endswith(("attn_q.weight", "attn_k.weight")):
                order = np.concatenate([np.arange(0, self.head_size, 2), np.arange(1, self.head_size, 2)])
                dense = dense.reshape(-1, self.head_size, dense.shape[-1])[:, order].reshape(dense.shape)
            self.weights[tensor.name] = torch.from_numpy(dense)
        self.embedding = self.weights["token_embd.weight"]
        self.head = self.weights.get("output.weight", self.embedding)
        if blocks8:
            self.head = round_to_blocks8(self.head)
            names = [name for name in self.weights if name.startswith("blk.") and not name.endswith("_norm.weight")]
            self.weights |= {name: round_to_blocks8(self.weights[name]) for name in names}
        self.vocabulary: int = self.head.shape[0]

    def _norm(self, x: torch.Tensor, name: str) -> torch.Tensor:
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.epsilon) * self.weights[f"{name}.weight"]

    def _linear(self, x: torch.Tensor, layer: int, target: str, slots: Sequence[Slot]) -> torch.Tensor:
        gguf_name, module = LINEARS[target]
        y = x @ self.weights[f"blk.{layer}.{gguf_name}.weight"].T
        for slot in slots:
            y = y + slot.delta(f"base_model.model.model.layers.{layer}.{module}", x)
        return y

    def _attention(self, x: torch.Tensor, layer: int, slots: Sequence[Slot]) -> torch.Tensor:
        length, half = x.shape[0], self.head_size // 2
        angles = torch.arange(length)[:, None] * self.rope_base ** (-torch.arange(half, dtype=torch.float64) / half)
        cosine, sine = angles.cos().float(), angles.sin().float()

        def heads(target: str, count: int, rotate: bool) -> torch.Tensor:
            y = self._linear(x, layer, target, slots).reshape(length, count, self.head_size).transpose(0, 1)
            if not rotate:
                return y
            first, second = y[..., :half], y[..., half:]
            return torch.cat([first * cosine - second * sine, second * cosine + first * sine], -1)

        q = heads("q", self.heads, rotate=True)
        k = heads("k", self.kv_heads, rotate=True).repeat_interleave(self.heads // self.kv_heads, 0)
        v = heads("v", self.kv_heads, rotate=False).repeat_interleave(self.heads // self.kv_heads, 0)
        scores = q @ k.transpose(1, 2) / self.head_size**0.5
        future = torch.ones(length, length, dtype=torch.bool).triu(1)
        mixed = scores.masked_fill(future, float("-inf")).softmax(-1) @ v
        return self._linear(mixed.transpose(0, 1).reshape(length, -1), layer, "o", slots)

    def _mlp(self, x: torch.Tensor, layer: int, slots: Sequence[Slot]) -> torch.Tensor:
        gate = torch.nn.functional.silu(self._linear(x, layer, "gate", slots))
        return self._linear(gate * self._linear(x, layer, "up", slots), layer, "down", slots)

    @torch.inference_mode()
    def states(self, tokens: Sequence[int], slots: Sequence[Slot] = ()) -> torch.Tensor:
        """[len(tokens), width]: the normed hidden states that the head reads."""
        x = self.embedding[torch.tensor(tokens)]
        for layer in range(self.layers):
            x = x + self._attention(self._norm(x, f"blk.{layer}.attn_norm"), layer, slots)
            x = x + self._mlp(self._norm(x, f"blk.{layer}.ffn_norm"), layer, slots)
        return self._norm(x, "output_norm")

    @torch.inference_mode()
    def logits(self, tokens: Sequence[int], positions: Sequence[int], slots: Sequence[Slot] = ()) -> torch.Tensor:
        """[len(positions), vocabulary]: the logits that follow each of these positions of one sequence."""
        x = self.states(tokens, slots)[torch.tensor(positions)]
        y = x @ self.head.T
        for slot in slots:
            y = y + slot.delta("base_model.model.lm_head", x)
        return y

    def greedy(self, tokens: Sequence[int], count: int, slots: Sequence[Slot] = ()) -> tuple[list[int], float]:
        """The greedy continuation, and the least gap between the best two logits on its way. Ends before a token of STOPS."""
        sequence, margin = list(tokens), float("inf")
        while len(sequence) < len(tokens) + count:
            best = self.logits(sequence, [len(sequence) - 1], slots)[0].topk(2)
            margin = min(margin, float(best.values[0] - best.values[1]))
            if (token := int(best.indices[0])) in STOPS:
                break
            sequence.append(token)
        return sequence[len(tokens) :], margin

    def slots(self, specs: Sequence[AdapterSpec], coefficients: Sequence[float]) -> list[Slot]:
        """The bank's adapters with one coefficient each."""
        return [Slot(make_adapter(spec, self), spec.alpha / spec.rank, c) for spec, c in zip(specs, coefficients, strict=True)]


# --------------------------------------------------------------------------------------------------------------------
# Text


def make_tokenizer(metadata: dict[str, Any]) -> Tokenizer:
    """Byte-level BPE from a GGUF's metadata: special tokens, then single digits, then the GPT-2 pattern, then merges.

    Bytes that the vocabulary lacks (21 of 256, none of them in ordinary text) have no token and are dropped.
    """
    tokens: list[str] = metadata["tokenizer.ggml.tokens"]
    merges = [tuple(merge.split(" ")) for merge in metadata["tokenizer.ggml.merges"]]
    tokenizer = Tokenizer(models.BPE({token: index for index, token in enumerate(tokens)}, merges, ignore_merges=False))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    control = 3
    special = [token for token, kind in zip(tokens, metadata["tokenizer.ggml.token_type"], strict=True) if kind == control]
    tokenizer.add_special_tokens([AddedToken(token, normalized=False) for token in special])
    return tokenizer


def chat(prompt: str, system: str = SYSTEM) -> str:
    """The one-turn ChatML text up to where the answer starts."""
    return f"<|im_start|>system\n{system}<|im_end|>\n<|im_start|>user\n{prompt}<|im_end|>\n<|im_start|>assistant\n"
