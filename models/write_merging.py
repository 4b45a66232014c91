"""Write the coefficients of Bone Soup that both languages are tested against: `python models/write_merging.py`.

models/fixtures/bone-soup.json: [{ beta, weights, coefficients }], the circulant system solved as such, in float64. bone_soup.py and
src/methods/bone-soup/bone-soup.ts have it in closed form.
"""

from __future__ import annotations

import json
from pathlib import Path

import torch

PLACE = Path(__file__).resolve().parent / "fixtures/bone-soup.json"
WEIGHTS = {2: [[1, 0], [0, 1], [0.5, 0.5], [0.3, 0.7]], 3: [[1, 0, 0], [0, 0.4, 0.6], [1 / 3, 1 / 3, 1 / 3], [0.2, 0.5, 0.3]], 4: [[0.1, 0.2, 0.3, 0.4]]}
BETAS = (0.6, 0.7, 0.8, 1.0)


def circulant(first: list[float]) -> torch.Tensor:
    """Every row is the one above it, turned by one."""
    row = torch.tensor(first, dtype=torch.float64)
    return torch.stack([row.roll(turn) for turn in range(len(first))])


def entries() -> list[dict[str, object]]:
    found = []
    for count, weightings in WEIGHTS.items():
        for beta in BETAS:
            matrix = circulant([beta, *[(1 - beta) / (count - 1)] * (count - 1)])
            for weights in weightings:
                solved = torch.linalg.solve(matrix, torch.tensor(weights, dtype=torch.float64))
                found.append({"beta": beta, "weights": weights, "coefficients": [round(c, 9) for c in solved.tolist()]})
    return found


if __name__ == "__main__":
    PLACE.write_text("[\n" + ",\n".join(json.dumps(entry) for entry in entries()) + "\n]\n")
