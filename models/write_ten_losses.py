"""Write the first ten losses of clp.py's own offline stage, for the trainer in the page to repeat: `python models/write_ten_losses.py`.

models/fixtures/ten-losses.json: the settings, and for each of ten steps the rows that were drawn (prompt, answer tokens, preference vector) and the
loss before the step. Whole base in float32, attention CLP of rank 4, two rewards; four prompts of the shipped pool whose answers end at 20 tokens.
The random streams of the two languages differ, so that the draws are in the file and the matrices begin by a formula (`start`).
"""

from __future__ import annotations

import base64
import json
import math
import tempfile
from pathlib import Path
from typing import Any

import numpy
import torch

from clp import clp
from tiller.bank import Bank
from tiller.gguf import ROOT
from tiller.offline import train_offline
from tiller.trainer import Trainer

PLACE = ROOT / "models/fixtures/ten-losses.json"
PROMPTS, ANSWERS, LIMIT = 4, 6, 20
OFFLINE = {
    "steps": 10,
    "groups": 2,
    "picks": 2,
    "temperature": 0.1,
    "guard": 4.0,
    "rate": 0.001,
    "warm_up": 3,
    "shared_factor": 0.3,
    "keep_every": 10,
    "final_rate": 0.4,
}
CONFIG: dict[str, Any] = {
    "rewards": ["brevity", "richness"],
    "limit": LIMIT,
    "temperature": 0.8,
    "dtype": "float32",
    "seed": 1,
    "bank": {"rank": 4, "scale": 4.0},
    "offline": OFFLINE,
    "draw": {"alpha": 1.0, "corner_share": 0.5},
}


def start(bank: Bank) -> None:
    """A of slot s at hook h of layer l: sqrt(2 / in) sin(1 + 0.7371 place), place = (((2 l + h) slots + s) in + i) rank + r. B is zero."""
    for s, slot in enumerate(bank.slots):
        for h, hook in enumerate(bank.hooks):
            a = bank.a[f"{slot.name}/{hook}"]
            layers, inputs, rank = a.shape
            places = torch.arange(inputs * rank, dtype=torch.float64).view(inputs, rank)
            for layer in range(layers):
                first = ((2 * layer + h) * len(bank.slots) + s) * inputs * rank
                a.data[layer] = (math.sqrt(2 / inputs) * torch.sin(1 + 0.7371 * (first + places))).float()


class Recorder(Trainer):
    """The trainer, which notes what it learns from instead of writing logs, looks and checkpoints."""

    def packed(self, prompts, weights, answers):
        rows = [
            {"prompt": prompt, "answer": answer, "weights": [round(w, 6) for w in vector.tolist()]}
            for prompt, vector, group in zip(prompts, weights, answers)
            for answer in group
        ]
        self.steps = [*getattr(self, "steps", []), {"rows": rows}]
        return super().packed(prompts, weights, answers)

    def log(self, entry: dict[str, Any]) -> None:
        self.steps[-1]["loss"] = round(entry["nll"], 6)

    def keep(self, *_: object) -> None:
        pass

    def look(self, *_: object) -> None:
        pass


def write_pool(folder: Path) -> None:
    """The first answers to the first prompts of public/models/pool.json, as pool.py writes them, ended at LIMIT tokens."""
    pool = json.loads((ROOT / "public/models/pool.json").read_text())
    lines = []
    for index in range(PROMPTS):
        for answer in [a for a in pool["answers"] if a["prompt"] == index][:ANSWERS]:
            tokens = numpy.frombuffer(base64.b64decode(answer["tokens"]), dtype="<u2").tolist()[:LIMIT]
            lines.append(json.dumps({"prompt": pool["prompts"][index], "tokens": tokens, "text": "", "finished": False}))
    (folder / "pool-0.jsonl").write_text("\n".join(lines) + "\n")


def main() -> None:
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        write_pool(folder)
        config = {**CONFIG, "pool": {"folder": str(folder)}}
        trainer = Recorder(config, clp(config), folder)
        start(trainer.bank)
        train_offline(trainer)
        trainer.bridge.close()
    steps = ",\n".join(json.dumps(step) for step in trainer.steps)
    PLACE.write_text(f'{{"recipe": {json.dumps({"method": "clp", **CONFIG})},\n"steps": [\n{steps}\n]}}\n')


if __name__ == "__main__":
    main()
