"""Train one policy of a pack: the offline stage, then the on-policy stage. Resumes from where it stopped."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import torch

from tiller.offline import train_offline
from tiller.on_policy import train_on_policy
from tiller.preferences import POLICIES
from tiller.trainer import Trainer

STAGES = {"offline": train_offline, "on_policy": train_on_policy}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--policy", choices=POLICIES, required=True)
    parser.add_argument("--out", type=Path, required=True, help="folder for state, log and adapters; each policy gets its own inside")
    parser.add_argument("--stage", choices=STAGES, action="append", help="default: all, in order")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    folder = arguments.out / arguments.policy
    folder.mkdir(parents=True, exist_ok=True)
    trainer = Trainer(json.loads(arguments.config.read_text()), arguments.policy, folder)
    for stage in arguments.stage or STAGES:
        STAGES[stage](trainer)
    trainer.bridge.close()


if __name__ == "__main__":
    main()
