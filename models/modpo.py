"""Multi-objective direct preference optimisation (MODPO, arXiv 2310.03708) at one preference vector. docs/methods/modpo.md

    python modpo.py --config runs/voice/config.json --out out/voice

One policy per preference vector w. Pairs of answers are ranked by the first reward with a weight, and the others enter as a margin:
loss = -log sigmoid((1 / w_0) (beta (d log-ratio of the chosen - of the rejected) - sum_i w_i (r_i(chosen) - r_i(rejected)))),
the paper's loss with rewards as margins, which it allows for any function. The optimum is that of the weighted sum, without sampling.

Different from the paper: pairs come from the base's own answers (and the same ended early), ranked by our reward plus guard, instead of people's.
"""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F

from tiller.bank import Slot
from tiller.candidates import Candidate, Utility
from tiller.command import open_trainer, parser
from tiller.draws import points
from tiller.likelihood import answer_log_probabilities, answer_sums
from tiller.offline import pool_candidates
from tiller.policy import Policy
from tiller.trainer import Trainer

TRIES = 64  # draws of a pair until the first reward tells it apart


def modpo(config: dict[str, Any]) -> Policy:
    """One slot, trained at config["modpo"]["weights"]."""
    return Policy(
        "modpo", (Slot("modpo", config["bank"]["rank"]),), lambda weights: torch.ones(len(weights), 1), points([config["modpo"]["weights"]])
    )


def draw_pair(candidates: list[Candidate], first: torch.Tensor, generator: torch.Generator) -> tuple[int, int] | None:
    """A pair (chosen, rejected) that the first reward tells apart; None where none was found."""
    for _ in range(TRIES):
        i, j = torch.randint(len(candidates), (2,), generator=generator).tolist()
        if first[i] != first[j]:
            return (i, j) if first[i] > first[j] else (j, i)
    return None


def train(trainer: Trainer) -> None:
    """Run (or resume) the training."""
    settings = trainer.config["modpo"]
    optimizer = trainer.optimizer(settings)
    start = trainer.resume("modpo", optimizer, {})
    if start >= settings["steps"]:
        return
    candidates = pool_candidates(trainer)
    plain = trainer.utility(0.0)
    weights = torch.tensor(settings["weights"])
    leading = int(weights.argmax())
    corner, others = torch.eye(len(weights))[leading], weights * (1 - torch.eye(len(weights))[leading])
    guarded = Utility(trainer.rewards, plain.units, settings["guard"])
    prompts = sorted(candidates)
    for step in range(start, settings["steps"]):
        generator = torch.Generator().manual_seed(trainer.config["seed"] * 100_003 + 80_000 + step)
        trainer.set_rate(optimizer, settings, step)
        pairs: list[tuple[str, Candidate, Candidate]] = []
        for i in torch.randperm(len(prompts), generator=generator).tolist():
            rows = candidates[prompts[i]]
            pair = draw_pair(rows, guarded.of_rows([c.rewards for c in rows], corner), generator)
            if pair:
                pairs.append((prompts[i], rows[pair[0]], rows[pair[1]]))
            if len(pairs) == settings["groups"]:
                break
        margin = torch.stack([plain.of_rows([c.rewards, r.rewards], others) for _, c, r in pairs])
        packed, mixed = trainer.packed([p for p, _, _ in pairs], weights.repeat(len(pairs), 1), [[c.tokens, r.tokens] for _, c, r in pairs])
        with torch.no_grad():
            base = answer_log_probabilities(trainer.model, packed, None, trainer.config["temperature"])
        scores = answer_log_probabilities(trainer.model, packed, mixed, trainer.config["temperature"])
        ratio = answer_sums(scores - base, packed).view(-1, 2)
        logits = (settings["beta"] * (ratio[:, 0] - ratio[:, 1]) - (margin[:, 0] - margin[:, 1])) / weights[leading]
        loss = -F.logsigmoid(logits).mean()
        trainer.descend(optimizer, loss)
        right = (logits > 0).float().mean().item()
        trainer.log({"stage": "modpo", "step": step, "loss": loss.item(), "accuracy": right, "tokens": len(packed.target)})
        if (step + 1) % settings["keep_every"] == 0 or step + 1 == settings["steps"]:
            trainer.keep("modpo", optimizer, step + 1, {})
            trainer.look("modpo", step + 1)


if __name__ == "__main__":
    opened = open_trainer(parser(__doc__).parse_args(), modpo)
    train(opened)
    opened.bridge.close()
