"""The command line that all methods share: which config, which seed, which stages, where to."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch

from tiller.bundle import bundle_config, unpack
from tiller.offline import train_offline
from tiller.on_policy import train_on_policy
from tiller.policy import Policy
from tiller.processes import join_processes
from tiller.trainer import Trainer

BUNDLED = Path("the bundle's adapters")
STAGES = {"offline": train_offline, "on_policy": train_on_policy}


def parser(description: str | None, method: str | None = None) -> argparse.ArgumentParser:
    """Arguments of every training script; a script may add its own.

    method: what recipe.json of a bundle calls it; without one the script trains from a config alone.
    """
    made = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    source = made.add_mutually_exclusive_group(required=True)
    source.add_argument("--config", type=Path, help="settings of a pack, runs/<pack>/config.json")
    if method:
        source.add_argument("--bundle", type=Path, help="a pack of the page's workshop, <name>.tiller.zip: its rewards, prompts, pool and settings")
    made.set_defaults(method=method, bundle=None)
    made.add_argument("--out", type=Path, required=True, help="folder for state, log and adapters; each policy gets its own inside")
    made.add_argument("--seed", type=int, help="instead of the config's; the policy's folder is then <policy>-s<seed>")
    made.add_argument("--base", type=Path, help="another Llama-architecture GGUF than the published base")
    made.add_argument("--stage", choices=STAGES, action="append", help="default: those of the config, in order")
    made.add_argument("--resume", action="store_true", help="accepted for clarity: a run always goes on from its last checkpoint")
    made.add_argument("--name", help="the policy's name in logs and folders, for ablations")
    start = "an offline.pt of another run to start the on-policy stage from, for ablations; with --bundle and no file: the bundle's adapters"
    made.add_argument("--start", type=Path, nargs="?", const=BUNDLED, help=start)
    made.add_argument("--set", action="append", default=[], metavar="STAGE.KEY=VALUE", help="change a setting of a stage, for ablations")
    return made


def read_config(arguments: argparse.Namespace) -> dict[str, Any]:
    """The config with the command line's changes. Raises KeyError for a stage that the config does not have."""
    if arguments.bundle:
        bundle = unpack(arguments.bundle, arguments.out / "bundle")
        config = bundle_config(bundle, arguments.method, getattr(arguments, "variant", None))
    else:
        config = json.loads(arguments.config.read_text())
    if arguments.seed is not None:
        config["seed"] = arguments.seed
    for change in arguments.set:
        path, value = change.split("=", 1)
        stage, key = path.split(".")
        config[stage][key] = parsed(value)
    return config


def parsed(value: str) -> Any:
    """A value of the command line: JSON, or the text itself where it is none (`end`, `gdpo`)."""
    try:
        return json.loads(value)
    except json.JSONDecodeError:
        return value


def open_trainer(arguments: argparse.Namespace, make: Callable[[dict[str, Any]], Policy]) -> Trainer:
    """The trainer of the policy that `make` builds from the config, in its own folder."""
    torch.set_num_threads(1)
    join_processes()
    config = read_config(arguments)
    policy = make(config)
    name = arguments.name or policy.name
    folder = arguments.out / (name if arguments.seed is None else f"{name}-s{arguments.seed}")
    folder.mkdir(parents=True, exist_ok=True)
    if arguments.start == BUNDLED and not arguments.bundle:
        raise ValueError("--start without a file: expected --bundle, whose adapters it starts from")
    if arguments.bundle:
        (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    if arguments.start not in (None, BUNDLED) and not (folder / "offline.pt").exists():
        (folder / "offline.pt").write_bytes(arguments.start.read_bytes())
        (folder / "calibration.json").write_bytes((arguments.start.parent / "calibration.json").read_bytes())
    trainer = Trainer(config, policy, folder, arguments.base)
    if arguments.start == BUNDLED:
        # A stage that was begun goes on from its own state.
        trainer.bank.import_peft(arguments.out / "bundle/adapters")
    return trainer


def train(arguments: argparse.Namespace, make: Callable[[dict[str, Any]], Policy], stages: Sequence[str] | None = None) -> None:
    """Run the stages: those asked for, else `stages`, else all that the config has settings for."""
    trainer = open_trainer(arguments, make)
    for stage in arguments.stage or stages or [name for name in STAGES if name in trainer.config]:
        STAGES[stage](trainer)
    trainer.bridge.close()
