"""What the rewards themselves allow: the exact optimum over the candidates of the offline stage, at every measured weighting.

    python optimum.py --config runs/voice/config.json --front ../public/models/voice/front.json --out runs/voice/optimum.json

Of all distributions p over a prompt's candidates, the one that maximises E_p[u_w] - price KL(p || uniform) is softmax(u_w / price): the closed
form of KL-regularised reward maximisation (DPO, arXiv 2305.18290, eq. 4) with the candidates as the base. A policy that follows its
weighting perfectly does what the optimum does: a demand that the optimum fails, such as a reward that moves monotonically over all points,
is a demand on the rewards and not on a policy. At the price offline.temperature it is the very target that the offline stage learns.
"""

from __future__ import annotations

import argparse
import json
import math
from pathlib import Path

import torch

from tiller.candidates import Utility, read_pool
from tiller.commit import head_commit
from tiller.gguf import read_gguf
from tiller.rewards_bridge import RewardBridge, bridge_command
from tiller.tokenizer import ChatTokenizer

PRICES = (1.0, 0.3, 0.1, 0.03)


def optimum(tables: list[torch.Tensor], utility: Utility, weights: torch.Tensor, price: float) -> tuple[torch.Tensor, float]:
    """Mean rewards and mean KL in nats of the optimum at one weighting.

    tables: rewards and guard of each prompt's candidates, [candidates, rewards + 1]. weights: [rewards]. Returns [rewards + 1] and the KL.
    """
    means, divergence = torch.zeros(tables[0].shape[1]), 0.0
    for table in tables:
        scores = utility.of_table(table, weights) / price
        chance = scores.softmax(dim=0)
        means += chance @ table
        divergence += (chance @ scores.log_softmax(dim=0)).item() + math.log(len(table))
    return means / len(tables), divergence / len(tables)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--front", type=Path, required=True, help="a measured front, for its weightings")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    config = json.loads(arguments.config.read_text())
    front = json.loads(arguments.front.read_text())
    grid = next([point["weights"] for point in policy["points"]] for policy in front["policies"] if policy["method"] == "clp")
    with RewardBridge(bridge_command(config)) as bridge:
        candidates, calibration = read_pool(config, ChatTokenizer(read_gguf().metadata), bridge)
    utility = Utility(config["rewards"], calibration.units, config["offline"]["guard"])
    names = [*config["rewards"], "guard"]
    tables = [torch.tensor([[c.rewards[name] for name in names] for c in rows]) for rows in candidates.values()]
    prices = []
    for price in PRICES:
        reached = [(w, *optimum(tables, utility, torch.tensor(w, dtype=torch.float32), price)) for w in grid]
        prices.append(
            {
                "price": price,
                "kl": round(sum(divergence for _, _, divergence in reached) / len(reached), 3),
                "points": [
                    {"weights": weights, "rewards": {name: round(m, 5) for name, m in zip(config["rewards"], means.tolist())}}
                    for weights, means, _ in reached
                ],
            }
        )
    file = {
        "format": "tiller-optimum/1",
        "pack": front["pack"],
        "commit": head_commit(),
        "seed": config["pool"]["seed"],
        "prompts": len(tables),
        "candidates": sum(len(table) for table in tables),
        "prices": prices,
    }
    arguments.out.write_text(json.dumps(file, indent=1) + "\n")


if __name__ == "__main__":
    main()
