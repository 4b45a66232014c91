"""Publish a run: its adapters as the app loads them, and the small files that say how they came about.

    python export.py --run out/voice --adapters ../public/models/voice/adapters --records runs/voice
    python export.py --run out/mine --bundle mine.tiller.zip --out mine-longer.tiller.zip

Every policy's last export counts, and of its slots those that the pack's description names (policies.json beside the records, all where
there is none). Of a policy trained again with another seed (<policy>-s<seed>), and of all without --adapters, only the records are
published: the adapters are measured, not served.

With --bundle the runs (of scripts that were given the same bundle) go back into it: --out opens in the page again.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import tempfile
from pathlib import Path

from tiller.bundle import put_run, unpack, write_bundle
from tiller.float8 import to_float8

REPLICA = re.compile(r"-s\d+$")
STAGES = ("offline", "on_policy", "a_lol", "modpo", "vectors")


def last_export(policy: Path) -> Path | None:
    """The folder of the adapters that a policy ended with; None when it has none yet."""
    found = [path for path in policy.glob("adapters-*") if path.is_dir()]

    def age(path: Path) -> tuple[int, int]:
        stage, step = path.name.removeprefix("adapters-").rsplit("-", 1)
        return STAGES.index(stage), int(step)

    return max(found, key=age, default=None)


def served_slots(description: Path) -> set[str] | None:
    """The slots that a pack's description names; None where there is no description."""
    if not description.exists():
        return None
    described = json.loads(description.read_text())
    named = [described["rewardModel"]["slot"]] if "rewardModel" in described else []
    for policy in described["policies"]:
        named += [policy.get("shared"), *policy.get("rewards", []), *(point["slot"] for point in policy.get("points", []))]
    return {name for name in named if name}


def publish(policy: Path, adapters: Path | None, records: Path, keep_calibration: bool = False) -> list[str]:
    """Copy one policy's adapters, log and small records; returns the slots published."""
    records.mkdir(parents=True, exist_ok=True)
    if (log := policy / "log.jsonl").exists():
        shutil.copy(log, records / f"log-{policy.name}.jsonl")
    for name in ("calibration.json", "scale.json", "report.json"):
        if (policy / name).exists() and not (keep_calibration and name == "calibration.json"):
            shutil.copy(policy / name, records / (name if name == "calibration.json" else f"{policy.name}-{name}"))
    source = last_export(policy)
    if source is None or adapters is None or REPLICA.search(policy.name):
        return []
    served = served_slots(records / "policies.json")
    slots = [slot for slot in source.iterdir() if served is None or slot.name in served]
    for slot in slots:
        shutil.copytree(slot, adapters / slot.name, dirs_exist_ok=True)
    return sorted(slot.name for slot in slots)


def into_bundle(run: Path, names: list[str], file: Path, out: Path) -> None:
    """The bundle `file` with what these policies of a run learned, as the bundle `out`. Raises ValueError when none was trained."""
    with tempfile.TemporaryDirectory() as folder:
        bundle = unpack(file, Path(folder))
        trained = [(name, source) for name in names if (source := last_export(run / name)) is not None]
        if not trained:
            raise ValueError(f"{run}: no policy with adapters, expected what a script trained with --bundle {file}")
        for name, source in trained:
            print(name, *put_run(bundle, REPLICA.sub("", name), run / name, source))
        write_bundle(bundle.folder, out)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, required=True, help="the folder that the training scripts wrote")
    parser.add_argument("--policies", help="comma-separated; default: every folder of the run")
    parser.add_argument("--adapters", type=Path, help="where the adapters go; default: nowhere, only the records are published")
    parser.add_argument("--records", type=Path, help="where the calibration and the logs go")
    parser.add_argument("--bundle", type=Path, help="the bundle that was trained from: the adapters go back into it instead")
    parser.add_argument("--out", type=Path, help="the bundle that --bundle becomes")
    parser.add_argument("--float8", action="store_true", help="adapters in floats of 8 bits, half the bytes (tiller/float8.py): before anything is measured with them")
    parser.add_argument("--keep-calibration", action="store_true", help="of a pack that is published: its numbers stay those of the run that it was published from")
    arguments = parser.parse_args()
    wanted = arguments.policies.split(",") if arguments.policies else sorted(p.name for p in arguments.run.iterdir() if p.is_dir())
    if arguments.bundle:
        if not arguments.out:
            parser.error("--bundle needs --out, the file to write")
        return into_bundle(arguments.run, wanted, arguments.bundle, arguments.out)
    if not arguments.records:
        parser.error("--records is missing, expected a folder (or --bundle)")
    for name in wanted:
        slots = publish(arguments.run / name, arguments.adapters, arguments.records, arguments.keep_calibration)
        if arguments.float8:
            for slot in slots:
                to_float8(arguments.adapters / slot)
        print(name, *slots)


if __name__ == "__main__":
    main()
