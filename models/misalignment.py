"""How far a pack's experts part, before anything is trained: theory's misalignment measure over the candidates of the offline stage.

    python misalignment.py --config runs/fork/config.json --config runs/twins/config.json ... --out runs/misalignment.json

    misalignment = -log sum_y prod_i pi_i(y)^(1/n)     nats, at least 0, mean over prompts

pi_i is the exact optimum of reward i over a prompt's candidates, softmax(u_i / price): what expert i is trained to be (optimum.py). The price
times this is what a mix of exact experts over-values the prompt by (src/theory/mixing-gap.ts, lesson 6), and it is the experts' Chernoff
distance at equal weights: 0 when all experts answer alike, without a bound when no answer is good for all. All configs must share one pool.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import torch

from tiller.candidates import Utility, read_pool
from tiller.commit import head_commit
from tiller.gguf import read_gguf
from tiller.rewards_bridge import COMMAND, RewardBridge
from tiller.tokenizer import ChatTokenizer


def misalignment(tables: list[torch.Tensor], utility: Utility, price: float) -> float:
    """In nats. tables: rewards and guard of each prompt's candidates, [candidates, rewards + 1]."""
    corners = torch.eye(len(utility.rewards))
    distances = []
    for table in tables:
        experts = torch.stack([(utility.of_table(table, w) / price).log_softmax(dim=0) for w in corners])
        distances.append(-torch.logsumexp(experts.mean(dim=0), dim=0).item())
    return sum(distances) / len(distances)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", type=Path, action="append", required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    configs = {path.parent.name: json.loads(path.read_text()) for path in arguments.config}
    pools = {json.dumps([config["pool"], config["limit"]]) for config in configs.values()}
    if len(pools) > 1:
        raise ValueError(f"the configs have {len(pools)} pools, expected one and the same")
    names = sorted({name for config in configs.values() for name in config["rewards"]})
    with RewardBridge((*COMMAND, *names)) as bridge:
        candidates, calibration = read_pool(next(iter(configs.values())), ChatTokenizer(read_gguf().metadata), bridge)
    packs = {}
    for pack, config in configs.items():
        utility = Utility(config["rewards"], calibration.units, config["offline"]["guard"])
        columns = [*config["rewards"], "guard"]
        tables = [torch.tensor([[c.rewards[name] for name in columns] for c in rows]) for rows in candidates.values()]
        packs[pack] = round(misalignment(tables, utility, config["offline"]["temperature"]), 4)
    file = {"format": "tiller-misalignment/1", "commit": head_commit(), "prompts": len(candidates), "packs": packs}
    arguments.out.write_text(json.dumps(file, indent=2) + "\n")


if __name__ == "__main__":
    main()
