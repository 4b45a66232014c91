"""What a run costs on a larger base: memory and time, from the sizes alone. docs/scale.md shows what this prints.

    python scale.py

Nothing here is measured. A step of the on-policy stage samples `ANSWERS` answers of `LIMIT` tokens, scores them under the base, and learns
from them: 2 P operations a token to sample, 2 P for the base, 2 P forward and 2 P backward (the base's weights get no gradient). Sampling
reads all weights once a token of the longest answer, whatever the batch, so its time is the larger of the two.
"""

from __future__ import annotations

from dataclasses import dataclass

ANSWERS, PROMPT, LIMIT = 48, 40, 64
STEPS, OFFLINE_STEPS, OFFLINE_ANSWERS = 24, 40, 24
LONG_STEPS, LONG_ANSWERS, LONG_LIMIT = 1000, 512, 256
RANK, SLOTS = 4, 4
PEAK, BANDWIDTH, USED = 312e12, 2.0e12, 0.4  # bf16 operations and bytes a second of an A100 with 80 GB, by its data sheet; the share that one may hope for
GIB = 2**30


@dataclass(frozen=True)
class Size:
    """Sizes of a Llama decoder, from its published configuration."""

    name: str
    layers: int
    width: int
    heads: int
    kv_heads: int
    head_size: int
    mlp_width: int
    vocabulary: int
    tied: bool

    @property
    def parameters(self) -> int:
        """Numbers in all linears and embeddings; norms left out."""
        inner, key_value = self.heads * self.head_size, self.kv_heads * self.head_size
        layer = self.width * (2 * inner + 2 * key_value) + 3 * self.width * self.mlp_width
        return self.layers * layer + self.vocabulary * self.width * (1 if self.tied else 2)

    @property
    def slot(self) -> int:
        """Numbers of one LoRA slot of `RANK` on qkv (one A) and the attention output."""
        inner, key_value = self.heads * self.head_size, self.kv_heads * self.head_size
        return self.layers * RANK * (self.width + inner + 2 * key_value + inner + self.width)

    @property
    def cache(self) -> int:
        """Bytes of keys and values for the sampled answers, bf16."""
        return ANSWERS * (PROMPT + LIMIT) * self.layers * 2 * self.kv_heads * self.head_size * 2

    @property
    def activations(self) -> int:
        """Bytes that the backward pass needs for half the answers (the update's two parts), without recomputation: bf16 and an fp32 residual."""
        inner, key_value = self.heads * self.head_size, self.kv_heads * self.head_size
        token = self.layers * (2 * (3 * self.width + 2 * inner + 2 * key_value + 4 * self.mlp_width) + 8 * self.width)
        return ANSWERS // 2 * LIMIT * token

    @property
    def memory(self) -> int:
        """Bytes in all: bf16 weights, fp32 slots with Adam's two means and a gradient, and the larger of cache and activations."""
        return 2 * self.parameters + 16 * SLOTS * self.slot + max(self.cache, self.activations)

    @property
    def seconds(self) -> float:
        """Seconds of arithmetic and reading of weights for a policy with the budget of pack `voice` on one such GPU."""
        tokens = ANSWERS * LIMIT
        sampling = max(2 * self.parameters * tokens / (PEAK * USED), LIMIT * 2 * self.parameters / (BANDWIDTH * USED))
        learning = 6 * self.parameters * tokens / (PEAK * USED)
        offline = 4 * self.parameters * OFFLINE_ANSWERS * LIMIT / (PEAK * USED)
        return STEPS * (sampling + learning) + OFFLINE_STEPS * offline


    @property
    def hours(self) -> float:
        """Hours of arithmetic for `LONG_STEPS` on-policy steps of `LONG_ANSWERS` answers of `LONG_LIMIT` tokens on one such GPU."""
        return 8 * self.parameters * LONG_STEPS * LONG_ANSWERS * LONG_LIMIT / (PEAK * USED) / 3600


SIZES = (
    Size("SmolLM2-135M", 30, 576, 9, 3, 64, 1536, 49_152, True),
    Size("Llama 3.2 1B", 16, 2048, 32, 8, 64, 8192, 128_256, True),
    Size("Llama 3.1 8B", 32, 4096, 32, 8, 128, 14_336, 128_256, False),
)


def table() -> str:
    """A Markdown table, one row a size."""
    lines = [
        "| base | parameters | weights, GiB | a slot, MB (fp16) | cache, GiB | activations, GiB | memory in all, GiB | a policy, seconds | a long run, hours |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for s in SIZES:
        lines.append(
            f"| {s.name} | {s.parameters / 1e6:,.0f} M | {2 * s.parameters / GIB:.2f} | {2 * s.slot / 1e6:.2f} | {s.cache / GIB:.2f} "
            f"| {s.activations / GIB:.2f} | {s.memory / GIB:.1f} | {s.seconds:.0f} | {s.hours:.1f} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())
