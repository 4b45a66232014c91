"""Every method on two layers, as a user runs it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from safetensors.numpy import load_file

MODELS = Path(__file__).resolve().parents[1]
REWARDS = ("brevity", "richness", "cheer")
ENVIRONMENT = {**os.environ, "PYTHON": sys.executable, "OMP_NUM_THREADS": "1"}

POLICIES = {
    "clp": [f"clp-{name}" for name in ("shared", *REWARDS)],
    "clp-full": [f"clp-full-{name}" for name in ("shared", *REWARDS)],
    "clp-logit": [f"clp-logit-{name}" for name in ("shared", *REWARDS)],
    "rs": [f"rs-{name}" for name in REWARDS],
    "bone-soup": [f"bone-{name}" for name in REWARDS],
    "panacea": [f"panacea-{name}" for name in ("shared", *REWARDS)],
    "soft": [f"soft-{name}" for name in ("shared", *REWARDS)],
    "prompt": ["prompt"],
    "gold": ["gold-1", "gold-2"],
    "alol": ["alol-cheer"],
    "modpo": ["modpo"],
    "steering": [f"steering-{name}" for name in REWARDS],
    "sliders": [f"sliders-{name}" for name in REWARDS],
    "proxy/clp": ["dial-clp"],
    "proxy/weak": ["dial-weak"],
}


@pytest.fixture(scope="module")
def out() -> Path:
    folder = MODELS / "out/tiny"
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([MODELS / "runs/tiny.sh"], env=ENVIRONMENT, check=True, timeout=900)
    return folder


def last_export(folder: Path) -> Path:
    from export import last_export as of_policy

    found = of_policy(folder)
    assert found is not None, f"{folder} has no adapters"
    return found


@pytest.mark.parametrize("policy", POLICIES)
def test_a_method_leaves_trained_adapters(out: Path, policy: str) -> None:
    folder = last_export(out / policy)
    assert sorted(path.name for path in folder.iterdir()) == sorted(POLICIES[policy])
    for slot in POLICIES[policy]:
        tensors = load_file(folder / slot / "adapter_model.safetensors")
        # A slider that makes nothing better within its limit has no length, as all have on two layers.
        moved = any(abs(t).max() > 0 for name, t in tensors.items() if "lora_B" in name or name == "prompt_embeddings")
        assert moved or policy == "sliders", f"{slot} was not trained"
        described = json.loads((folder / slot / "adapter_config.json").read_text())
        if described["peft_type"] == "PROMPT_TUNING":
            assert tensors["prompt_embeddings"].shape == (described["num_virtual_tokens"], described["token_dim"])
            continue
        modules = {name.split(".lora_")[0].split(".")[-1] for name in tensors if ".lora_" in name}
        assert modules == set(described["target_modules"])


def test_the_learned_reward_has_its_head_and_its_accuracy(out: Path) -> None:
    assert "base_model.model.score.weight" in load_file(out / "adapters/rm/adapter_model.safetensors")
    report = json.loads((out / "rm/report.json").read_text())
    assert report["low"] <= report["accuracy"] <= report["high"]


def test_each_stage_is_logged_once_and_a_finished_run_has_nothing_left_to_do(out: Path) -> None:
    for policy in ("clp", "rs"):
        log = [json.loads(line) for line in (out / policy / "log.jsonl").read_text().splitlines()]
        assert [e["step"] for e in log if e.get("stage") == "offline"] == [0, 1, 2]
        assert [e["step"] for e in log if e.get("stage") == "on_policy"] == [0, 1]
    before = (out / "rs/log.jsonl").read_text()
    command = [sys.executable, "rewarded_soups.py", "--config", "runs/tiny/config.json", "--out", "out/tiny", "--resume"]
    subprocess.run(command, cwd=MODELS, env=ENVIRONMENT, check=True)
    assert (out / "rs/log.jsonl").read_text() == before


def test_a_flag_of_an_ablation_changes_the_run(out: Path) -> None:
    changes = ["credit=\"abc\"", "normalise=\"gdpo\"", "scalarisation=\"tchebycheff\"", "group_variance=0.5", "kl_as=\"loss\""]
    options = [option for change in changes for option in ("--set", f"on_policy.{change}")]
    start = ["--start", "out/tiny/clp/offline.pt", "--stage", "on_policy", "--name", "ablation"]
    command = [sys.executable, "clp.py", "--config", "runs/tiny/config.json", "--out", "out/tiny", *start, *options]
    subprocess.run(command, cwd=MODELS, env=ENVIRONMENT, check=True)
    lines = [json.loads(line) for line in (out / "ablation/log.jsonl").read_text().splitlines()]
    assert [line["step"] for line in lines if line.get("stage") == "on_policy"] == [0, 1]
