"""A plain Llama decoder with frozen base weights. Only the bank's slots are trainable."""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F

from tiller.bank import Bank, Mixed
from tiller.gguf import BaseModel


class Cache:
    """Keys and values of a batch: [layers, rows, kv heads, capacity, head size], with the first `length` columns in use."""

    def __init__(self, keys: torch.Tensor, values: torch.Tensor, length: int = 0) -> None:
        self.keys, self.values, self.length = keys, values, length

    def select(self, rows: torch.Tensor) -> Cache:
        """A copy for a selection (or repetition) of the rows."""
        return Cache(self.keys[:, rows], self.values[:, rows], self.length)


@dataclass(frozen=True)
class Layout:
    """How attention unpacks one row of tokens into segments (indices into the row).

    queries: [segments, longest]. keys: [segments, columns]. mask: [segments, 1, longest, columns], additive.
    back: [n], the place of each token among the flattened queries.
    """

    queries: torch.Tensor
    keys: torch.Tensor
    mask: torch.Tensor
    back: torch.Tensor


class Linear:
    """A frozen weight [out, in], applied to [..., in]. Without gradients, bf16 on a CPU with bf16 units uses a copy in the order
    that the kernels want: for the few rows of a decoding step that halves the time, as nothing is reordered at every call."""

    def __init__(self, weight: torch.Tensor) -> None:
        self.weight = weight
        fast = weight.dtype == torch.bfloat16 and torch.backends.mkldnn.is_available() and torch.ops.mkldnn._is_mkldnn_bf16_supported()
        self.packed = torch.ops.mkldnn._reorder_linear_weight(weight, None) if fast else None

    def __call__(self, x: torch.Tensor) -> torch.Tensor:
        if self.packed is None or torch.is_grad_enabled():
            return F.linear(x, self.weight)
        return torch.ops.mkldnn._linear_pointwise(x, self.packed, None, "none", [], "")


class Llama:
    """RMSNorm, fused qkv with grouped-query attention, rotate-half RoPE, SwiGLU, tied head.

    Linears run in `dtype` (bf16 is about four times faster than fp32 on CPUs with avx512_bf16);
    the residual stream, the norms and RoPE stay in fp32.
    """

    def __init__(self, base: BaseModel, dtype: torch.dtype = torch.float32) -> None:
        self.config, self.dtype = base.config, dtype
        tensors = base.tensors

        def linear(layer: int, *names: str) -> Linear:
            return Linear(torch.cat([tensors[f"blk.{layer}.{name}.weight"] for name in names]).to(dtype))

        layers = range(self.config.layers)
        self.qkv = [linear(i, "attn_q", "attn_k", "attn_v") for i in layers]
        self.o = [linear(i, "attn_output") for i in layers]
        self.gate_up = [linear(i, "ffn_gate", "ffn_up") for i in layers]
        self.down = [linear(i, "ffn_down") for i in layers]
        self.norms = [(tensors[f"blk.{i}.attn_norm.weight"], tensors[f"blk.{i}.ffn_norm.weight"]) for i in layers]
        self.final_norm = tensors["output_norm.weight"]
        self.embedding = tensors["token_embd.weight"]
        self.unembedding = Linear(tensors.get("output.weight", self.embedding).to(dtype))
        self.head = self.unembedding.weight
        half = self.config.head_size // 2
        self.frequencies = self.config.rope_base ** (-torch.arange(half, dtype=torch.float32) / half)

    def new_cache(self, rows: int, capacity: int) -> Cache:
        """An empty cache."""
        c = self.config
        shape = (c.layers, rows, c.kv_heads, capacity, c.head_size)
        return Cache(torch.zeros(shape, dtype=self.dtype), torch.zeros(shape, dtype=self.dtype))

    def norm(self, x: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
        """RMSNorm of the fp32 residual, in the dtype of the linears."""
        return F.rms_norm(x, (x.shape[-1],), weight, self.config.norm_epsilon).to(self.dtype)

    def hidden(
        self,
        tokens: torch.Tensor,
        positions: torch.Tensor,
        mask: torch.Tensor | Layout,
        mixed: Mixed | None = None,
        cache: Cache | None = None,
        attention: list[torch.Tensor] | None = None,
    ) -> torch.Tensor:
        """Final normed hidden states, as the head reads them.

        tokens, positions: [rows, n]; ids past the vocabulary are soft vectors of the bank (tiller/bank.py). mask: [rows, 1, n, columns] additive in `dtype`; columns = n without a cache,
        and cache.length + n with one (which this call extends); or the layout of a packed row (rows = 1). attention: a list that gets the last
        layer's attention of a packed row, [segments, heads, longest, columns]. Returns [rows, n, width] in `dtype`.
        """
        c = self.config
        rows, n = tokens.shape
        angles = positions[..., None].float() * self.frequencies
        cos, sin = angles.cos()[:, :, None, :], angles.sin()[:, :, None, :]

        def rotate(x: torch.Tensor) -> torch.Tensor:
            low, high = x.float().chunk(2, dim=-1)
            return torch.cat([low * cos - high * sin, high * cos + low * sin], dim=-1).to(self.dtype)

        x = mixed.soft.embed(self.embedding, tokens) if mixed and mixed.soft else self.embedding[tokens]
        for i in range(c.layers):
            normed = self.norm(x, self.norms[i][0])
            qkv = self.qkv[i](normed)
            if mixed:
                qkv = mixed.add("qkv", i, normed, qkv)
            qk, v = qkv.view(rows, n, -1, c.head_size).split([c.heads + c.kv_heads, c.kv_heads], dim=2)
            q, k = rotate(qk).split([c.heads, c.kv_heads], dim=2)
            if isinstance(mask, Layout):
                attended = self.attend_packed(q, k, v, mask, attention if i == c.layers - 1 else None)
            else:
                attended = self.attend(q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2), mask, cache, i)
            out = self.o[i](attended)
            x = x + (mixed.add("o", i, attended, out) if mixed else out)
            normed = self.norm(x, self.norms[i][1])
            gate_up = self.gate_up[i](normed)
            if mixed:
                gate_up = mixed.add("gateUp", i, normed, gate_up)
            gate, up = gate_up.chunk(2, dim=-1)
            activated = F.silu(gate) * up
            out = self.down[i](activated)
            x = x + (mixed.add("down", i, activated, out) if mixed else out)
        if cache:
            cache.length += n
        final = self.norm(x, self.final_norm)
        return mixed.add("head", 0, final, final) if mixed else final

    def attend(self, q: torch.Tensor, k: torch.Tensor, v: torch.Tensor, mask: torch.Tensor, cache: Cache | None, layer: int) -> torch.Tensor:
        """Grouped-query attention of [rows, heads, n, head size], over the cache too; [rows, n, width]."""
        c = self.config
        rows, _, n, _ = q.shape
        group = c.heads // c.kv_heads
        if cache:
            start = cache.length
            cache.keys[layer, :, :, start : start + n] = k
            cache.values[layer, :, :, start : start + n] = v
            k, v = cache.keys[layer, :, :, : start + n], cache.values[layer, :, :, : start + n]
        if n == 1:
            # The query heads of one key-value head become its query positions: no copy of the cache.
            q = q.reshape(rows, c.kv_heads, group, c.head_size)
            return F.scaled_dot_product_attention(q, k, v, mask).reshape(rows, 1, c.width)
        k, v = k.repeat_interleave(group, dim=1), v.repeat_interleave(group, dim=1)
        return F.scaled_dot_product_attention(q, k, v, mask).transpose(1, 2).reshape(rows, n, c.width)

    def attend_packed(
        self, q: torch.Tensor, k: torch.Tensor, v: torch.Tensor, layout: Layout, record: list[torch.Tensor] | None = None
    ) -> torch.Tensor:
        """Attention within the segments of one packed row ([1, n, heads, head size] -> [1, n, width])."""
        c = self.config
        segments, longest = layout.queries.shape
        group = c.heads // c.kv_heads
        q = q[0].flatten(1).index_select(0, layout.queries.flatten()).view(segments, longest, c.heads, c.head_size)
        kv = torch.cat([k[0], v[0]], dim=1).flatten(1).index_select(0, layout.keys.flatten())
        k, v = kv.view(segments, -1, 2 * c.kv_heads, c.head_size).transpose(1, 2).repeat_interleave(group, dim=1).chunk(2, dim=1)
        # Written out: on CPUs the fused kernel takes twice as long, forward and backward, for segments this short.
        scores = (q.transpose(1, 2) * c.head_size**-0.5) @ k.transpose(2, 3) + layout.mask
        shares = scores.float().softmax(dim=-1).to(v.dtype)
        if record is not None:
            record.append(shares)
        attended = shares @ v
        return attended.transpose(1, 2).reshape(segments * longest, c.width).index_select(0, layout.back)[None]

    def logits(self, hidden: torch.Tensor) -> torch.Tensor:
        """fp32 logits [..., vocabulary] of hidden states [..., width]."""
        return self.unembedding(hidden).float()

    def mix(self, bank: Bank | None, coefficients: torch.Tensor | None) -> Mixed | None:
        """The bank ready for this model's dtype, or None for the base."""
        return bank.mix(coefficients, self.dtype) if bank is not None and coefficients is not None else None
