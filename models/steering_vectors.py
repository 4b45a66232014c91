"""Steering vectors (activation addition): no training, one vector per reward and layer. docs/methods/steering-vectors.md

    python steering_vectors.py --config runs/voice/config.json --out out/voice

For every reward the base reads its own answers to the training prompts: the vector of a layer is the mean of its attention output over the
tokens of the best quarter of a prompt's answers less that of the worst quarter. Added to every token's attention output, scaled by the weight:
a slot without factors, only with a bias (PEFT's `lora_bias`). One scale for all rewards is chosen on the tuning split, from config["steering"]["scales"]:
the one with the best mean utility at the corners whose guard stays within `guard_loss` of the base's.
"""

from __future__ import annotations

import json
from typing import Any

import torch
from safetensors.torch import save_file

from tiller.bank import Slot, adapter_config
from tiller.candidates import Candidate
from tiller.command import open_trainer, parser
from tiller.draws import corners
from tiller.generate import generate
from tiller.likelihood import pack
from tiller.offline import pool_candidates
from tiller.policy import Policy
from tiller.prompts import read_prompts
from tiller.trainer import Trainer

HOOK = "o"


class Watch:
    """Stands in for a mixed bank and sums every layer's attention output over the tokens that `weight` marks (+ best, - worst).

    shift: what is added to every token's attention output meanwhile, [layers, width]; nothing unless told.
    """

    soft = None

    def __init__(self, layers: int, width: int, weight: torch.Tensor, shift: torch.Tensor | None = None) -> None:
        self.sums, self.weight, self.shift = torch.zeros(layers, weight.shape[0], width), weight, shift

    def add(self, hook: str, layer: int, x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        """Takes note of what the layer says itself, then shifts it."""
        if hook != HOOK:
            return y
        self.sums[layer] += self.weight @ y[0].float()
        return y if self.shift is None else y + self.shift[layer].to(y.dtype)


class Shift:
    """Stands in for a mixed bank and adds c . vectors to every layer's attention output. vectors: [layers, slots, width]; coefficients: [rows, slots]."""

    soft = None

    def __init__(self, vectors: torch.Tensor, coefficients: torch.Tensor) -> None:
        self.vectors, self.coefficients = vectors, coefficients

    def add(self, hook: str, layer: int, x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        """y plus the vectors of this layer, weighted by each row."""
        return y + (self.coefficients @ self.vectors[layer])[:, None].to(y.dtype) if hook == HOOK else y

    def select(self, rows: torch.Tensor) -> Shift:
        """The same for a selection of the rows."""
        return Shift(self.vectors, self.coefficients[rows])


class ShiftBank:
    """What `generate` asks for: a bank that makes a `Shift`."""

    def __init__(self, vectors: torch.Tensor) -> None:
        self.vectors = vectors

    def mix(self, coefficients: torch.Tensor, dtype: torch.dtype) -> Shift:
        """Ready for rows with these coefficients."""
        return Shift(self.vectors, coefficients)


def measure(trainer: Trainer, candidates: dict[str, list[Candidate]], shift: torch.Tensor | None = None) -> torch.Tensor:
    """The vectors, [layers, rewards, width]; with `shift` ([layers, width]) those of a base whose attention outputs are shifted by it."""
    config, count = trainer.model.config, len(trainer.rewards)
    total = torch.zeros(config.layers, count, config.width)
    for prompt in sorted(candidates):
        rows = [c for c in candidates[prompt] if c.original]
        packed = pack([trainer.tokenizer.chat(prompt)], [[c.tokens for c in rows]], trainer.model.dtype)
        first = len(packed.tokens) - len(packed.target)
        weight = torch.zeros(count, len(packed.tokens))
        for i, name in enumerate(trainer.rewards):
            scores = torch.tensor([c.rewards[name] for c in rows])
            quarter = max(1, len(rows) // 4)
            order = scores.argsort()
            sign = torch.zeros(len(rows))
            sign[order[-quarter:]], sign[order[:quarter]] = 1.0, -1.0
            marked = sign[packed.answer]
            for side in (1.0, -1.0):
                weight[i, first:][marked == side] = side / max(1, int((marked == side).sum()))
        watch = Watch(config.layers, config.width, weight, shift)
        with torch.no_grad():
            trainer.model.hidden(packed.tokens[None], packed.positions[None], packed.layout, watch)
        total += watch.sums
    return total / len(candidates)


def try_scale(trainer: Trainer, vectors: torch.Tensor, scale: float, settings: dict[str, Any]) -> dict[str, float]:
    """Mean utility over the corners, mean guard and KL on the tuning split at one scale."""
    prompts = read_prompts(trainer.config["prompts"], "tune", settings["prompts"])
    utility = trainer.utility(0.0)
    utilities, guards = [], []
    for corner in torch.eye(len(trainer.rewards)):
        samples = generate(
            trainer.model,
            ShiftBank(vectors),
            [trainer.tokenizer.chat(p) for p in prompts],
            scale * corner.repeat(len(prompts), 1),
            limit=trainer.config["limit"],
            temperature=trainer.config["temperature"],
            stops=trainer.tokenizer.stops,
            generator=torch.Generator().manual_seed(trainer.config["seed"] + 77),
        )
        scores = trainer.score(samples, prompts)
        utilities.append(utility.of_rows(scores, corner).mean().item())
        guards += [row["guard"] for row in scores]
    return {"scale": scale, "utility": sum(utilities) / len(utilities), "guard": sum(guards) / len(guards)}


def export(trainer: Trainer, vectors: torch.Tensor) -> None:
    """Every reward's vectors ([layers, rewards, width]) as a PEFT adapter of rank 1 whose factors are zero and whose lora_B has a bias."""
    layers, width = trainer.model.config.layers, trainer.model.config.width
    for i, name in enumerate(trainer.rewards):
        folder = trainer.folder / "adapters-vectors-0001" / f"{trainer.policy.name}-{name}"
        folder.mkdir(parents=True, exist_ok=True)
        tensors: dict[str, torch.Tensor] = {}
        for layer in range(layers):
            stem = f"base_model.model.model.layers.{layer}.self_attn.o_proj"
            tensors[f"{stem}.lora_A.weight"] = torch.zeros(1, width, dtype=torch.float16)
            tensors[f"{stem}.lora_B.weight"] = torch.zeros(width, 1, dtype=torch.float16)
            tensors[f"{stem}.lora_B.bias"] = vectors[layer, i].half().contiguous()
        save_file(tensors, folder / "adapter_model.safetensors", metadata={"format": "pt"})
        (folder / "adapter_model.safetensors").chmod(0o644)
        described = adapter_config(1, 1, ["o_proj"]) | {"lora_bias": True}
        (folder / "adapter_config.json").write_text(json.dumps(described, indent=2) + "\n")


def main() -> None:
    trainer = open_trainer(
        parser(__doc__).parse_args(), lambda config: Policy("steering", (Slot("unused", 1),), lambda w: w, corners(len(config["rewards"])))
    )
    settings = trainer.config["steering"]
    vectors = measure(trainer, pool_candidates(trainer))
    trials = [try_scale(trainer, vectors, scale, settings) for scale in (0.0, *settings["scales"])]
    for step, trial in enumerate(trials):
        trainer.log({"stage": "vectors", "step": step, **trial, "tokens": 0})
    allowed = [trial for trial in trials if trial["guard"] >= trials[0]["guard"] - settings["guard_loss"]]
    scale = max(allowed, key=lambda trial: trial["utility"])["scale"]
    export(trainer, vectors)
    (trainer.folder / "scale.json").write_text(json.dumps({"scale": scale, "trials": trials}, indent=2) + "\n")
    trainer.bridge.close()


if __name__ == "__main__":
    main()
