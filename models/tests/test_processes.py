"""Scaling out: two processes make the gradients of one on the joined batch, and another base is one argument."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from reference import ROOT, join_shards

MODELS = ROOT / "models"
ENVIRONMENT = {**os.environ, "OMP_NUM_THREADS": "1"}
LAUNCH = ["-m", "accelerate.commands.launch", "--cpu", "--num_processes", "2", "--num_machines", "1", "--mixed_precision", "no", "--dynamo_backend", "no"]


def run(*command: str) -> None:
    subprocess.run([sys.executable, *command], cwd=MODELS, env=ENVIRONMENT, check=True, timeout=600)


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny config with a pool of its own, one offline step and one on-policy step."""
    folder = tmp_path_factory.mktemp("processes")
    settings = json.loads((MODELS / "runs/tiny/config.json").read_text())
    settings["pool"]["folder"] = str(folder / "pool")
    settings["offline"] |= {"steps": 1, "groups": 4}
    settings["on_policy"] |= {"steps": 1, "groups": 4}
    path = folder / "config.json"
    path.write_text(json.dumps(settings))
    run("pool.py", "--config", str(path), "--out", str(folder / "pool"))
    return path


def test_two_processes_make_the_gradient_of_one_on_the_joined_batch(config: Path) -> None:
    one, two = config.parent / "one", config.parent / "two"
    command = ["clp.py", "--config", str(config)]
    run(*command, "--out", str(one), "--stage", "offline")
    run(*LAUNCH, *command, "--out", str(two))
    states = [torch.load(folder / "clp/offline.pt") for folder in (one, two)]
    first, second = ([entry["exp_avg"] for entry in state["optimizer"]["state"].values()] for state in states)
    assert len(first) == len(second) > 0
    largest = max(gradient.abs().max().item() for gradient in first)
    assert largest > 1e-4
    for a, b in zip(first, second):  # after one step Adam's mean is a tenth of the (clipped) gradient
        torch.testing.assert_close(a, b, atol=1e-4 * largest, rtol=1e-3)
    logs = [[json.loads(line) for line in (folder / "clp/log.jsonl").read_text().splitlines()] for folder in (one, two)]
    assert logs[0][0]["tokens"] == logs[1][0]["tokens"]
    assert logs[0][0]["nll"] == pytest.approx(logs[1][0]["nll"], abs=1e-4)
    (step,) = [line for line in logs[1] if line.get("stage") == "on_policy"]
    assert step["samples"] == 4 * 4, "both processes' answers count"


def test_another_base_of_two_layers_is_one_argument(config: Path, tmp_path: Path) -> None:
    base = join_shards(ROOT / "e2e/fixtures/cut/manifest.json", tmp_path)
    settings = json.loads(config.read_text())
    settings["pool"]["folder"] = str(tmp_path / "pool")
    other = tmp_path / "config.json"
    other.write_text(json.dumps(settings))
    run("pool.py", "--config", str(other), "--out", str(tmp_path / "pool"), "--base", str(base))
    run("rewarded_soups.py", "--config", str(other), "--out", str(tmp_path / "out"), "--base", str(base))
    state = torch.load(tmp_path / "out/rs/on_policy.pt")
    assert state["step"] == 1
    assert any(value.abs().max() > 0 for name, value in state["bank"].items() if name.startswith("b."))
