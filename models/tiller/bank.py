"""An adapter bank: LoRA slots at the same linears, mixed by one coefficient per slot and batch row.

y += ((x A_cat) * c[row]) B_cat, where A_cat [in, R] and B_cat [R, out] concatenate the slots by rank
and the scale alpha / r is folded into B_cat. q, k and v of a slot share one A.

Or slots of a soft prompt (prompt tuning, arXiv 2104.08691): vectors before a row's tokens, e[row] = sum over slots of c[row, slot] E[slot]. A
row's tokens name them by ids past the vocabulary: vocabulary + s is vector s, which means nothing without the row's coefficients.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch import nn

from tiller.gguf import Config

SCALE = 2.0


@dataclass(frozen=True)
class Slot:
    """One adapter of the bank: its name and LoRA rank."""

    name: str
    rank: int


def hook_sizes(config: Config) -> dict[str, tuple[int, int]]:
    """Input and output width of every linear that can carry slots.

    `head` is a low-rank step on the head's input, h + (h A) B: for the head W itself that is the LoRA with B W^T, at a fraction of
    its numbers, as the vocabulary is 85 times as wide as the model.
    """
    attention = config.heads * config.head_size
    key_value = config.kv_heads * config.head_size
    return {
        "qkv": (config.width, attention + 2 * key_value),
        "o": (attention, config.width),
        "gateUp": (config.width, 2 * config.mlp_width),
        "down": (config.mlp_width, config.width),
        "head": (config.width, config.width),
    }


def peft_parts(config: Config) -> dict[str, list[tuple[str, int]]]:
    """For every hook the PEFT modules it fuses, with their output widths, in order."""
    attention = config.heads * config.head_size
    key_value = config.kv_heads * config.head_size
    return {
        "qkv": [("self_attn.q_proj", attention), ("self_attn.k_proj", key_value), ("self_attn.v_proj", key_value)],
        "o": [("self_attn.o_proj", config.width)],
        "gateUp": [("mlp.gate_proj", config.mlp_width), ("mlp.up_proj", config.mlp_width)],
        "down": [("mlp.down_proj", config.width)],
    }


def adapter_config(rank: int, alpha: float, targets: list[str]) -> dict[str, Any]:
    """What PEFT's adapter_config.json says of one of our adapters; a caller may add to it."""
    return {
        "peft_type": "LORA",
        "task_type": "CAUSAL_LM",
        "base_model_name_or_path": "HuggingFaceTB/SmolLM2-135M-Instruct",
        "r": rank,
        "lora_alpha": alpha,
        "lora_dropout": 0.0,
        "bias": "none",
        "fan_in_fan_out": False,
        "use_rslora": False,
        "inference_mode": True,
        "target_modules": targets,
    }


def prompt_config(tokens: int, config: Config) -> dict[str, Any]:
    """What PEFT's adapter_config.json says of one of our soft prompts."""
    return {
        "peft_type": "PROMPT_TUNING",
        "task_type": "CAUSAL_LM",
        "base_model_name_or_path": "HuggingFaceTB/SmolLM2-135M-Instruct",
        "num_virtual_tokens": tokens,
        "token_dim": config.width,
        "num_transformer_submodules": 1,
        "num_layers": config.layers,
        "num_attention_heads": config.heads,
        "prompt_tuning_init": "RANDOM",
        "inference_mode": True,
    }


class Soft:
    """Soft vectors of batch rows, and which row every token belongs to.

    vectors: [rows, tokens, width], fp32. rows: of every token, [rows, n], or [rows, 1] where each row is one's own.
    """

    def __init__(self, vectors: torch.Tensor, rows: torch.Tensor | None = None) -> None:
        self.vectors = vectors
        self.rows = torch.arange(len(vectors))[:, None] if rows is None else rows

    def embed(self, embedding: torch.Tensor, tokens: torch.Tensor) -> torch.Tensor:
        """The embeddings of tokens ([rows, n] -> [rows, n, width]), with a row's own vector where an id is past the vocabulary."""
        vocabulary, (_, count, _) = len(embedding), self.vectors.shape
        place = (tokens - vocabulary).clamp(0, count - 1)
        own = self.vectors[self.rows.expand_as(tokens), place]
        return torch.where((tokens >= vocabulary)[..., None], own, embedding[tokens.clamp(max=vocabulary - 1)])


class Mixed:
    """The bank made ready for one forward pass: concatenated factors in the model's dtype, expanded coefficients, and soft vectors."""

    def __init__(self, factors: dict[str, tuple[torch.Tensor, torch.Tensor]], coefficients: torch.Tensor, soft: Soft | None = None) -> None:
        self.factors = {hook: (a.unbind(0), b.unbind(0)) for hook, (a, b) in factors.items()}
        self.coefficients, self.soft = coefficients, soft

    def add(self, hook: str, layer: int, x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        """y plus the mixed delta of x ([rows, tokens, in] -> [rows, tokens, out]); y itself where the hook has no slots."""
        if hook not in self.factors:
            return y
        a, b = self.factors[hook]
        return y + ((x @ a[layer]) * self.coefficients) @ b[layer]

    def per_token(self, rows: torch.Tensor) -> Mixed:
        """The same bank for one packed row whose tokens belong to these batch rows ([tokens])."""
        return self.replaced(self.coefficients[rows, 0][None], self.soft and Soft(self.soft.vectors, rows[None]))

    def select(self, rows: torch.Tensor) -> Mixed:
        """The same bank for a selection (or repetition) of the batch rows."""
        return self.replaced(self.coefficients[rows], self.soft and Soft(self.soft.vectors[rows]))

    def replaced(self, coefficients: torch.Tensor, soft: Soft | None) -> Mixed:
        """The same factors under other coefficients."""
        other = object.__new__(Mixed)
        other.factors, other.coefficients, other.soft = self.factors, coefficients, soft
        return other


class Bank(nn.Module):
    """Trainable fp32 LoRA slots. A starts normal with deviation 1/sqrt(in), B at zero: at step 0 every mix is the base.

    Or soft prompts: `start` [tokens, width] is what the first slot's vectors begin with, the others begin at zero; hooks are none then.
    """

    def __init__(
        self,
        config: Config,
        slots: Sequence[Slot],
        hooks: tuple[str, ...] = ("qkv", "o"),
        scale: float = SCALE,
        seed: int = 0,
        scaled: frozenset[str] = frozenset(),
        start: torch.Tensor | None = None,
    ) -> None:
        super().__init__()
        self.config, self.slots, self.hooks, self.scale, self.scaled = config, list(slots), hooks, scale, scaled
        generator = torch.Generator().manual_seed(seed)
        sizes = hook_sizes(config)
        self.a, self.b = nn.ParameterDict(), nn.ParameterDict()
        self.gain = nn.ParameterDict({hook: nn.Parameter(torch.ones(self.layers(hook), 1, 1)) for hook in hooks} if scaled else {})
        for slot in self.slots:
            for hook in hooks:
                inputs, outputs = sizes[hook]
                drawn = torch.randn(self.layers(hook), inputs, slot.rank, generator=generator) / inputs**0.5
                self.a[f"{slot.name}/{hook}"] = nn.Parameter(drawn)
                self.b[f"{slot.name}/{hook}"] = nn.Parameter(torch.zeros(self.layers(hook), slot.rank, outputs))
        first = self.slots[0].name
        self.soft = nn.ParameterDict({s.name: nn.Parameter(start * float(s.name == first)) for s in self.slots} if start is not None else {})

    def layers(self, hook: str) -> int:
        """How many linears a hook stands for: one a layer, and one head."""
        return 1 if hook == "head" else self.config.layers

    def outward(self, slot: str, hook: str) -> torch.Tensor:
        """B of a slot at a hook ([layers, rank, out]), times the learned gain of its layer where it has one."""
        b = self.b[f"{slot}/{hook}"]
        return b * self.gain[hook] if slot in self.scaled else b

    def slot_parameters(self, name: str) -> list[nn.Parameter]:
        """The parameters of one slot."""
        soft = [self.soft[name]] if name in self.soft else []
        return [*(table[f"{name}/{hook}"] for table in (self.a, self.b) for hook in self.hooks), *soft]

    def mix(self, coefficients: torch.Tensor, dtype: torch.dtype) -> Mixed:
        """Make the bank ready for rows with these coefficients ([rows, slots])."""
        ranks = torch.tensor([slot.rank for slot in self.slots])
        expanded = coefficients.repeat_interleave(ranks, dim=1).to(dtype)[:, None, :]
        factors = {
            hook: (
                torch.cat([self.a[f"{slot.name}/{hook}"] for slot in self.slots], dim=2).to(dtype),
                (torch.cat([self.outward(slot.name, hook) for slot in self.slots], dim=1) * self.scale).to(dtype),
            )
            for hook in self.hooks
        }
        if not self.soft:
            return Mixed(factors, expanded)
        vectors = torch.stack([self.soft[slot.name] for slot in self.slots])
        return Mixed(factors, expanded, Soft(torch.einsum("rs,stw->rtw", coefficients.to(vectors.dtype), vectors)))

    def export_peft(self, folder: Path, gain: float = 1.0, head: torch.Tensor | None = None) -> None:
        """Write every slot as a PEFT adapter, folder/<slot>/, fp16; `gain` multiplies lora_alpha.

        head: the output matrix [vocabulary, width], which a step on its input becomes a LoRA of. Raises ValueError when it is needed and missing.
        """
        for slot in self.slots:
            if slot.name in self.soft:
                vectors = self.soft[slot.name].detach()
                write_adapter(folder / slot.name, {"prompt_embeddings": vectors.half().contiguous()}, prompt_config(len(vectors), self.config))
                continue
            tensors: dict[str, torch.Tensor] = {}
            targets: list[str] = []
            for hook in self.hooks:
                a, b = self.a[f"{slot.name}/{hook}"].detach(), self.outward(slot.name, hook).detach()
                if hook == "head":
                    if head is None:
                        raise ValueError(f"slot {slot.name} changes the head: expected the head's matrix to export it")
                    targets.append("lm_head")
                    tensors["base_model.model.lm_head.lora_A.weight"] = a[0].T.half().contiguous()
                    tensors["base_model.model.lm_head.lora_B.weight"] = (head.float() @ b[0].T).half().contiguous()
                    continue
                start = 0
                for module, outputs in peft_parts(self.config)[hook]:
                    targets.append(module.split(".")[1])
                    for layer in range(self.config.layers):
                        stem = f"base_model.model.model.layers.{layer}.{module}"
                        tensors[f"{stem}.lora_A.weight"] = a[layer].T.half().clone(memory_format=torch.contiguous_format)
                        tensors[f"{stem}.lora_B.weight"] = b[layer, :, start : start + outputs].T.half().clone(memory_format=torch.contiguous_format)
                    start += outputs
            write_adapter(folder / slot.name, tensors, adapter_config(slot.rank, slot.rank * self.scale * gain, targets))

    def import_peft(self, folder: Path) -> None:
        """Read every slot from folder/<slot>/ as `export_peft` wrote it; not for the head, nor with gains. q, k and v must share their A.

        Raises ValueError when the head carries slots, a slot is not there, a rank differs or the A of fused modules differ.
        """
        if "head" in self.hooks:
            raise ValueError("slots of the head leave as a LoRA of the whole vocabulary, which no training can go on from")
        for slot in self.slots:
            if not (folder / slot.name).is_dir():
                raise ValueError(f"{folder}: has no adapter {slot.name}, expected one for every slot")
            described = json.loads((folder / slot.name / "adapter_config.json").read_text())
            if slot.name in self.soft:
                self.import_prompt(folder / slot.name)
                continue
            if described["r"] != slot.rank:
                raise ValueError(f"{folder / slot.name}: r is {described['r']}, expected {slot.rank}")
            gain = described["lora_alpha"] / (slot.rank * self.scale)
            tensors = load_file(folder / slot.name / "adapter_model.safetensors")
            with torch.no_grad():
                for hook in self.hooks:
                    for layer in range(self.config.layers):
                        stems = [f"base_model.model.model.layers.{layer}.{module}" for module, _ in peft_parts(self.config)[hook]]
                        first = tensors[f"{stems[0]}.lora_A.weight"]
                        if any(not torch.equal(first, tensors[f"{stem}.lora_A.weight"]) for stem in stems):
                            raise ValueError(f"{folder / slot.name}: lora_A differs between {stems}, expected one shared A")
                        self.a[f"{slot.name}/{hook}"][layer] = first.T.float()
                        rows = torch.cat([tensors[f"{stem}.lora_B.weight"] for stem in stems])
                        self.b[f"{slot.name}/{hook}"][layer] = rows.T.float() * gain

    def import_prompt(self, folder: Path) -> None:
        """Read the vectors of one soft prompt. Raises ValueError when they are of another number or width."""
        vectors = load_file(folder / "adapter_model.safetensors")["prompt_embeddings"]
        own = self.soft[folder.name]
        if vectors.shape != own.shape:
            raise ValueError(f"{folder}: prompt_embeddings has shape {list(vectors.shape)}, expected {list(own.shape)}")
        with torch.no_grad():
            own.copy_(vectors.float())


def write_adapter(folder: Path, tensors: dict[str, torch.Tensor], described: dict[str, Any]) -> None:
    """One adapter's two files, as PEFT names them."""
    folder.mkdir(parents=True, exist_ok=True)
    save_file(tensors, folder / "adapter_model.safetensors", metadata={"format": "pt"})
    (folder / "adapter_model.safetensors").chmod(0o644)  # the library leaves it readable to its owner alone
    (folder / "adapter_config.json").write_text(json.dumps(described, indent=2) + "\n")
