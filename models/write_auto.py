"""Write the proposals that both languages are tested against: `python models/write_auto.py`.

models/fixtures/auto.json: { head: { weights, bias }, states, proposals }: a made head of three rewards on states of 8 numbers, what PyTorch says in
float64 of five of them. src/packs/auto.ts computes the same from the head as pack.json has it.
"""

from __future__ import annotations

import base64
import json
from pathlib import Path

import torch

from auto import propose

PLACE = Path(__file__).resolve().parent / "fixtures/auto.json"


def entry() -> dict[str, object]:
    generator = torch.Generator().manual_seed(14)
    weight = torch.randn(3, 8, generator=generator)
    bias = [0.3, -0.2, 0.05]
    states = torch.randn(5, 8, generator=generator) * 4
    proposals = propose(states.double(), (weight.double(), torch.tensor(bias, dtype=torch.double)))
    encoded = base64.b64encode(weight.numpy().astype("<f4").tobytes()).decode()
    return {
        "head": {"weights": encoded, "bias": bias},
        "states": [[round(x, 6) for x in row] for row in states.tolist()],
        "proposals": [[round(w, 9) for w in row] for row in proposals.tolist()],
    }


if __name__ == "__main__":
    PLACE.write_text(json.dumps(entry()) + "\n")
