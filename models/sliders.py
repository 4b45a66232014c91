"""Sliders: steering vectors made orthogonal one after another, each as far as a KL allows. docs/methods/sliders.md

    python sliders.py --config runs/voice/config.json --out out/voice                     # for the page
    python sliders.py --config runs/voice/config.json --out out/voice --variant plain --vectors out/voice/steering/adapters-vectors-0001

The rewards in the config's order. A slider's vectors are measured as steering_vectors.py does, on the base as all earlier sliders at full
shift it (arXiv 2603.03326 trains its probes so); layer by layer what lies along an earlier slider is taken out (Gram-Schmidt). Its
scale is its own: of those tried (config["sliders"]: `scales`, and `halvings` of the interval in which KL passes `kl_limit`) the one with the best mean
utility at its corner on the tuning split whose answers stay within `kl_limit` nats of the base. Scales are in the exported vectors: a weight of 1 is a slider at full. The plain variant is the same rule of scales on the vectors that steering_vectors.py
exported, as they are: what the orthogonal ones are compared with.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file

from steering_vectors import ShiftBank, export, measure
from tiller.bank import Slot
from tiller.checkpoint import save
from tiller.command import open_trainer, parser
from tiller.draws import corners
from tiller.generate import generate
from tiller.offline import pool_candidates
from tiller.policy import Policy
from tiller.prompts import read_prompts
from tiller.trainer import Trainer

VARIANTS = {"sequential": "sliders", "plain": "plain"}


def without(vectors: torch.Tensor, earlier: torch.Tensor) -> torch.Tensor:
    """Vectors [layers, width] less their parts along the earlier ones ([layers, earlier, width], which are orthogonal to one another in every
    layer): a step of modified Gram-Schmidt, in double precision. An earlier vector of zeros takes nothing."""
    left = vectors.double()
    for other in earlier.double().unbind(dim=1):
        length = other.square().sum(dim=-1, keepdim=True)
        share = (left * other).sum(dim=-1, keepdim=True) / length.clamp(min=torch.finfo(torch.double).tiny)
        left = left - share * other
    return left.to(vectors.dtype)


def try_scale(trainer: Trainer, vectors: torch.Tensor, reward: int, scale: float, prompts: list[str]) -> dict[str, float]:
    """Mean utility, guard and KL (nats an answer) on the tuning split at one slider's own corner. vectors: [layers, width]."""
    corner = torch.eye(len(trainer.rewards))[reward]
    samples = generate(
        trainer.model,
        ShiftBank(vectors[:, None]),
        [trainer.tokenizer.chat(p) for p in prompts],
        torch.full((len(prompts), 1), scale),
        limit=trainer.config["limit"],
        temperature=trainer.config["temperature"],
        stops=trainer.tokenizer.stops,
        generator=torch.Generator().manual_seed(trainer.config["seed"] + 77),
    )
    scores = trainer.score(samples, prompts)
    base = trainer.base_log_probabilities(prompts, samples)
    return {
        "scale": scale,
        "utility": trainer.utility(0.0).of_rows(scores, corner).mean().item(),
        "guard": sum(row["guard"] for row in scores) / len(scores),
        "kl": sum(sum(s.log_probabilities) - b.sum().item() for s, b in zip(samples, base)) / len(samples),
    }


def search(trial: Callable[[float], dict[str, Any]], scales: list[float], kl_limit: float, halvings: int) -> list[dict[str, Any]]:
    """Trials at 0 and at rising scales up to the first that goes beyond the limit, then between that and the one before it, by halves: however
    coarse the scales, one comes near the limit. KL is taken to rise with the scale."""
    trials = [trial(0.0)]
    for scale in scales:
        trials.append(trial(scale))
        if trials[-1]["kl"] > kl_limit:
            break
    else:
        return trials
    low, high = trials[-2]["scale"], trials[-1]["scale"]
    for _ in range(halvings):
        trials.append(trial((low + high) / 2))
        low, high = (low, trials[-1]["scale"]) if trials[-1]["kl"] > kl_limit else (trials[-1]["scale"], high)
    return trials


def choose(trials: list[dict[str, Any]], kl_limit: float) -> float:
    """The scale of the best utility among those within the limit; the base, scale 0, always is one."""
    return max((trial for trial in trials if trial["scale"] == 0 or trial["kl"] <= kl_limit), key=lambda trial: trial["utility"])["scale"]


def exported(folder: Path, rewards: list[str], layers: int) -> torch.Tensor:
    """The vectors that steering_vectors.py exported into a folder of adapters, [layers, rewards, width]."""
    files = [load_file(folder / f"steering-{name}" / "adapter_model.safetensors") for name in rewards]
    name = "base_model.model.model.layers.{}.self_attn.o_proj.lora_B.bias"
    return torch.stack([torch.stack([file[name.format(layer)].float() for file in files]) for layer in range(layers)])


def main() -> None:
    arguments = parser(__doc__)
    arguments.add_argument("--variant", choices=VARIANTS, default="sequential", help="plain: neither shifted nor made orthogonal")
    arguments.add_argument("--vectors", type=Path, help="the folder of steering_vectors.py's adapters, which are not measured again then")
    parsed = arguments.parse_args()
    trainer = open_trainer(
        parsed, lambda config: Policy(VARIANTS[parsed.variant], (Slot("unused", 1),), lambda w: w, corners(len(config["rewards"])))
    )
    settings, limit = trainer.config["sliders"], trainer.config["sliders"]["kl_limit"]
    prompts = read_prompts(trainer.config["prompts"], "tune", settings["prompts"])
    layers, width = trainer.model.config.layers, trainer.model.config.width
    sequential = parsed.variant == "sequential"
    candidates = pool_candidates(trainer) if sequential or not parsed.vectors else {}
    if not candidates:
        shutil.copy(parsed.config.parent / "calibration.json", trainer.calibration_path)
    unshifted = exported(parsed.vectors, trainer.rewards, layers) if parsed.vectors else measure(trainer, candidates)
    place = trainer.state_path("sliders")
    state = torch.load(place) if place.exists() else {"chosen": torch.zeros(layers, 0, width), "records": []}
    for i, reward in list(enumerate(trainer.rewards))[len(state["records"]) :]:
        chosen = state["chosen"]
        vectors = (measure(trainer, candidates, chosen.sum(dim=1)) if sequential and i > 0 else unshifted)[:, i]
        cosines = torch.nn.functional.cosine_similarity(vectors[:, None], chosen, dim=-1)
        left = without(vectors, chosen) if sequential else vectors
        kept = (left.norm(dim=-1) / vectors.norm(dim=-1).clamp(min=1e-12)).mean().item()
        trials = search(lambda scale: try_scale(trainer, left, i, scale, prompts), settings["scales"], limit, settings["halvings"])
        scale = choose(trials, limit)
        record = {"reward": reward, "scale": scale, "cosines": [round(c, 4) for c in cosines.mean(dim=0).tolist()], "kept": round(kept, 4)}
        state = {"chosen": torch.cat([chosen, scale * left[:, None]], dim=1), "records": [*state["records"], {**record, "trials": trials}]}
        save(state, place)
        trainer.log({"stage": "vectors", "step": i, **record, "tokens": 0})
    export(trainer, state["chosen"])
    (trainer.folder / "scale.json").write_text(json.dumps({"kl_limit": limit, "sliders": state["records"]}, indent=2) + "\n")
    trainer.bridge.close()


if __name__ == "__main__":
    main()
