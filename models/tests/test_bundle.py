"""A bundle of the page's workshop is trained on here, and what comes of it opens in the page."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import torch
from export import last_export
from safetensors.torch import load_file

from tiller.bundle import bundle_config, recipe_of, training_cost, unpack, write_bundle
from tiller.gguf import ROOT
from tiller.prompts import read_prompts

MODELS = ROOT / "models"
ENVIRONMENT = {**os.environ, "OMP_NUM_THREADS": "1"}
TEA = {"id": "own-tea", "label": "Tea", "kind": "words", "phrases": [{"phrase": "the", "weight": 1}], "count": "each", "matchCase": False, "half": 2}


def node(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["node", "--import", "tsx", *command], cwd=ROOT, check=True, capture_output=True, text=True)


def python(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *command], cwd=MODELS, env=ENVIRONMENT, check=True, capture_output=True, text=True, timeout=600)


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("bundle") / "mine.tiller.zip"
    node("models/tests/workshop_bundle.ts", "--out", str(file), "--layers", "2")
    return file


@pytest.fixture(scope="module")
def run(bundle: Path) -> Path:
    """A run that went on from the bundle's adapters."""
    out = bundle.parent / "run"
    python("clp.py", "--bundle", str(bundle), "--out", str(out), "--start")
    return out


def test_a_run_reads_the_bundles_prompts_pool_settings_and_rewards(bundle: Path, tmp_path: Path) -> None:
    unpacked = unpack(bundle, tmp_path / "bundle")
    config = bundle_config(unpacked, "clp", "attention")
    assert config["rewards"] == ["brevity", "richness"]
    assert config["offline"]["steps"] == 2 and config["offline"]["keep_every"] == 2
    assert config["bank"] == {"rank": 2, "scale": 4}
    assert len(read_prompts(config["prompts"], "train")) == 6
    held_out = json.loads((ROOT / "models/prompts/voice.json").read_text())["held_out"]
    assert read_prompts(config["prompts"], "held_out", 1) == [held_out[0] if isinstance(held_out[0], str) else held_out[0]["text"]]
    lines = [json.loads(line) for line in (Path(config["pool"]["folder"]) / "pool-0.jsonl").read_text().splitlines()]
    assert {line["prompt"] for line in lines} == set(read_prompts(config["prompts"], "train"))
    shipped = json.loads((ROOT / "public/models/pool.json").read_text())
    assert len(lines) == 6 * len(shipped["answers"]) // len(shipped["prompts"])
    assert all((line["tokens"][-1] == shipped["stop"]) == line["finished"] for line in lines)


def test_another_method_takes_the_budget_of_the_run_that_is_there(bundle: Path, tmp_path: Path) -> None:
    unpacked = unpack(bundle, tmp_path / "bundle")
    assert recipe_of(unpacked, "clp", "full")["variant"] == "full"
    soups = recipe_of(unpacked, "soups")
    assert soups["method"] == "soups" and "variant" not in soups and soups["offline"]["steps"] == 2
    with pytest.raises(ValueError, match="expected a run of gold, whose weightings to train at, got clp"):
        recipe_of(unpacked, "gold")


def test_a_run_starts_from_the_bundles_adapters_and_moves_them(bundle: Path, run: Path) -> None:
    first = last_export(run / "clp")
    assert first is not None and sorted(path.name for path in first.iterdir()) == ["clp-brevity", "clp-richness", "clp-shared"]
    moved = []
    for slot in first.iterdir():
        before = load_file(run / "bundle/adapters" / slot.name / "adapter_model.safetensors")
        after = load_file(slot / "adapter_model.safetensors")
        # Python writes the layers that it trained, the page all of them.
        for name, tensor in after.items():
            assert tensor.dtype == torch.float16
            moved.append((tensor.float() - before[name].float()).abs().max().item())
    assert 0 < max(moved) < 0.05, "a few small steps away from where the page stopped"


def test_without_start_it_begins_anew(bundle: Path, run: Path, tmp_path: Path) -> None:
    python("clp.py", "--bundle", str(bundle), "--out", str(tmp_path), "--stage", "offline")
    found = last_export(tmp_path / "clp")
    assert found is not None
    anew = load_file(found / "clp-brevity/adapter_model.safetensors")
    page = load_file(run / "bundle/adapters/clp-brevity/adapter_model.safetensors")
    name = "base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight"
    assert (anew[name].float() - page[name].float()).abs().max() > 0.05


def test_what_was_trained_opens_in_the_page_again(bundle: Path, run: Path) -> None:
    out = bundle.parent / "longer.tiller.zip"
    python("export.py", "--run", str(run), "--bundle", str(bundle), "--out", str(out))
    said = node("scripts/open-bundle.ts", str(out)).stdout
    assert "clp (clp): 3 steps, seed 1" in said
    assert "slots: clp-shared, clp-brevity, clp-richness" in said and "not measured" in said
    with zipfile.ZipFile(out) as archive:
        recipe = json.loads(archive.read("recipe.json"))["runs"]
        assert [one["method"] for one in recipe] == ["clp"] and "prompts" not in recipe[0] and "pool" not in recipe[0]
        assert archive.read("prompts.json") == zipfile.ZipFile(bundle).read("prompts.json")
        card = archive.read("README.md").decode()
        trained = last_export(run / "clp")
        assert trained is not None
        assert archive.read("adapters/clp-shared/adapter_model.safetensors") == (trained / "clp-shared/adapter_model.safetensors").read_bytes()
    assert "by the scripts of `models/`: 3 steps" in card and "no claim is made" in card


def test_soups_are_put_beside_what_the_page_trained(bundle: Path) -> None:
    run = bundle.parent / "soups"
    python("rewarded_soups.py", "--bundle", str(bundle), "--out", str(run), "--stage", "offline")
    out = bundle.parent / "both.tiller.zip"
    python("export.py", "--run", str(run), "--bundle", str(bundle), "--out", str(out))
    said = node("scripts/open-bundle.ts", str(out)).stdout
    assert "rs (rs): 2 steps" in said and "clp (clp): 2 steps, seed 1, commit a test" in said


def test_the_readers_own_rewards_are_trained_on(tmp_path: Path) -> None:
    (tmp_path / "definitions.json").write_text(json.dumps([TEA]))
    file = tmp_path / "tea.tiller.zip"
    node("models/tests/workshop_bundle.ts", "--out", str(file), "--layers", "2", "--definitions", str(tmp_path / "definitions.json"))
    python("clp.py", "--bundle", str(file), "--out", str(tmp_path / "run"), "--stage", "offline")
    units = json.loads((tmp_path / "run/clp/calibration.json").read_text())["base"]
    assert 0 < units["own-tea"]["mean"] < 1, "the page's own code scored the pool by the definition"
    steps = [json.loads(line) for line in (tmp_path / "run/clp/log.jsonl").read_text().splitlines()]
    assert "own-tea" in steps[0]["targets"]
    assert "own-tea" in node("scripts/open-bundle.ts", str(file)).stdout


def test_start_without_a_file_is_the_bundles_alone() -> None:
    with pytest.raises(subprocess.CalledProcessError) as refused:
        python("clp.py", "--config", "runs/tiny/config.json", "--out", "out/nothing", "--start")
    assert "expected --bundle, whose adapters it starts from" in refused.value.stderr


def test_a_bundle_that_is_none_is_refused_by_name(tmp_path: Path) -> None:
    file = tmp_path / "odd.tiller.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(ValueError, match="expected a pack.json in it, got readme.txt"):
        unpack(file, tmp_path / "odd")
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("pack.json", "{}")
        archive.writestr("../outside.txt", "hello")
    with pytest.raises(ValueError, match="leaves the folder"):
        unpack(file, tmp_path / "odd")
    assert not (tmp_path / "outside.txt").exists()


def test_a_bundle_in_one_folder_is_read_and_written_the_same_each_time(tmp_path: Path) -> None:
    file = tmp_path / "one.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mine/pack.json", "{}")
        archive.writestr("mine/adapters/a/adapter_model.safetensors", b"123")
    unpacked = unpack(file, tmp_path / "one")
    assert (unpacked.adapters / "a/adapter_model.safetensors").read_bytes() == b"123"
    for name in ("first.zip", "second.zip"):
        write_bundle(unpacked.folder, tmp_path / name)
    assert (tmp_path / "first.zip").read_bytes() == (tmp_path / "second.zip").read_bytes()


def test_the_cost_of_a_log_counts_a_repeated_step_once(tmp_path: Path) -> None:
    lines = [
        {"stage": "offline", "step": 0, "tokens": 5, "minutes": 0.5},
        {"stage": "on_policy", "step": 0, "tokens": 70, "samples": 4, "minutes": 1.0},
        {"stage": "on_policy", "step": 0, "tokens": 80, "samples": 4, "minutes": 0.25},
        {"look": "on_policy", "step": 1, "minutes": 0.3},
    ]
    log = tmp_path / "log.jsonl"
    log.write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert training_cost(log) == {"steps": 2, "generatedTokens": 80, "rewardCalls": 4, "minutes": 1.2}
