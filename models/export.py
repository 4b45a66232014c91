"""Publish a run: its adapters as the app loads them, and the small files that say how they came about."""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

from tiller.preferences import POLICIES


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, required=True, help="the folder that train.py wrote")
    parser.add_argument("--step", required=True, help="which export of both policies, such as on_policy-0100")
    parser.add_argument("--adapters", type=Path, required=True, help="where the adapters go")
    parser.add_argument("--records", type=Path, required=True, help="where the calibration and the log go")
    arguments = parser.parse_args()
    stage, step = arguments.step.rsplit("-", 1)
    for policy in POLICIES:
        shutil.copytree(arguments.run / policy / f"adapters-{arguments.step}", arguments.adapters, dirs_exist_ok=True)
        lines = (arguments.run / policy / "log.jsonl").read_text(encoding="utf-8").splitlines()
        kept = [line for line in lines if published(json.loads(line), stage, int(step))]
        (arguments.records / f"log-{policy}.jsonl").write_text("\n".join(kept) + "\n", encoding="utf-8")
    shutil.copy(arguments.run / POLICIES[0] / "calibration.json", arguments.records / "calibration.json")


def published(entry: dict, stage: str, step: int) -> bool:
    """Whether a log entry belongs to the published policy: not of a step after it."""
    return (entry.get("stage") or entry["look"]) != stage or entry["step"] <= step


if __name__ == "__main__":
    main()
