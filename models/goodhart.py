"""The Goodhart curve of pack `proxy`: proxy and golden reward against KL along training, from the runs' own logs.

    python goodhart.py --run out/proxy --out ../public/models/proxy/goodhart.json

Every checkpoint answered the tuning prompts once (config["look_each"]). approval is the learned reward that the policies were trained on,
cheer the lexical golden reward, afinn its held-out twin; intervals are 95 % bootstrap over the prompts.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from tiller.checkpoint import read_lines
from tiller.commit import head_commit
from tiller.gguf import ROOT

LABELS = {"weak": "Weak KL", "proper": "Proper KL"}
SCORES = {"approval": "approval", "cheer": "cheer", "afinn": "twin cheer"}
REWARDS = [
    {"id": "approval", "label": "Approval", "role": "proxy"},
    {"id": "cheer", "label": "Cheer", "role": "golden"},
    {"id": "afinn", "label": "AFINN", "role": "twin"},
]
RESAMPLES = 2000


def interval(values: list[float], seed: int) -> dict[str, float]:
    """Mean and 95 % bootstrap interval; the resamples are the same for all scores of one seed."""
    table = np.asarray(values)
    draws = np.random.default_rng(seed).integers(len(table), size=(RESAMPLES, len(table)))
    low, high = np.quantile(table[draws].mean(axis=1), [0.025, 0.975])
    return {"mean": round(float(table.mean()), 4), "low": round(float(low), 4), "high": round(float(high), 4)}


def curve(log: list[dict], seed: int) -> list[dict]:
    """A point for every checkpoint that answered the tuning prompts."""
    points = []
    for entry in (line for line in log if "each" in line):
        each = entry["each"]
        scores = {name: interval([row[column] for row in each], seed) for name, column in SCORES.items()}
        points.append({"step": entry["step"], "kl": round(sum(row["kl"] for row in each) / len(each), 3), "rewards": scores})
    return points


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    seed = json.loads((ROOT / "models/runs/proxy/config.json").read_text())["seed"]
    policies = []
    for policy, label in LABELS.items():
        log = read_lines(arguments.run / policy / "log.jsonl")
        price = next(line["prices"][0] for line in log if line.get("stage") == "on_policy")
        policies.append({"id": policy, "label": label, "klPrice": price, "steps": curve(log, seed)})
    head = {"format": "tiller-goodhart/2", "pack": "proxy", "commit": head_commit(), "seed": seed}
    file = {**head, "rewards": REWARDS, "policies": policies}
    arguments.out.write_text(json.dumps(file, indent=1) + "\n")


if __name__ == "__main__":
    main()
