"""The graph that the app builds, exported: the ONNX checker accepts it, and ONNX Runtime runs it to the reference's logits."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from exported_graph import adapter_inputs
from reference import ROOT, ReferenceModel, adapter_from_json, join_shards, make_adapter
from safetensors.torch import save_file

CUT = ROOT / "e2e/fixtures/cut"
INDEX = json.loads((CUT / "reference.json").read_text())
COEFFICIENTS = (0.5, 0.75, -0.25, 1.0)
TOKENS = [1, 17, 300, 42, 999, 1024, 5, 7, 2047, 64, 8, 12]


@pytest.fixture(scope="module")
def gguf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return join_shards(CUT / "manifest.json", tmp_path_factory.mktemp("cut"))


@pytest.fixture(scope="module")
def model(gguf: Path) -> ReferenceModel:
    return ReferenceModel(gguf)


def export(gguf: Path, out: Path, model: ReferenceModel, bank: str | None, weights: str = "dense") -> Path:
    """Runs `npm run export:onnx` with a bank of the fixtures as PEFT folders."""
    command = ["npx", "tsx", "scripts/export-onnx.ts", "--model", str(gguf), "--weights", weights, "--context", "128", "--out", str(out)]
    for spec in (adapter_from_json(each) for each in INDEX["banks"].get(bank, [])):
        folder = out / spec.id
        folder.mkdir(parents=True)
        (folder / "adapter_config.json").write_text(json.dumps({"peft_type": "LORA", "r": spec.rank, "lora_alpha": spec.alpha}))
        tensors = {name: tensor.half().contiguous() for name, tensor in make_adapter(spec, model).items()}
        save_file(tensors, folder / "adapter_model.safetensors")
        command += ["--slot", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return out / "model.onnx"


def run(path: Path, bank: str | None) -> np.ndarray:
    """Logits [tokens, vocabulary]: a prefill of all but the last four tokens, then one token a run."""
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    names = {each.name: each for each in session.get_inputs()}
    caches = {name: np.zeros((1, 3, 0, 64), np.float32) for name in names if name.startswith("past_")}
    logits = []
    done = 0
    for count in (len(TOKENS) - 4, 1, 1, 1, 1):
        feeds = {
            "tokens": np.array(TOKENS[done : done + count], np.int64),
            "shape": np.array([1, count, -1], np.int64),
            "lengths": np.array([done + count - 1], np.int32),
            "total": np.array([done + count], np.int32),
            "logit_index": np.arange(count, dtype=np.int64),
            **caches,
        }
        if bank:
            feeds |= adapter_inputs(path, np.tile(np.array(COEFFICIENTS, np.float32), (count, 1)))
        outputs = dict(zip((each.name for each in session.get_outputs()), session.run(None, feeds), strict=True))
        logits.append(outputs["logits"])
        caches = {name.replace("present_", "past_"): value for name, value in outputs.items() if name.startswith("present_")}
        done += count
    return np.concatenate(logits)


@pytest.mark.skipif(shutil.which("npx") is None, reason="needs Node")
@pytest.mark.parametrize("bank", [None, "attention", "all", "head"])
def test_the_exported_graph_is_valid_and_runs_to_the_reference_logits(
    gguf: Path, model: ReferenceModel, tmp_path: Path, bank: str | None
) -> None:
    path = export(gguf, tmp_path / "export", model, bank)
    onnx.checker.check_model(str(path), full_check=False)
    specs = [adapter_from_json(each) for each in INDEX["banks"].get(bank, [])]
    with torch.no_grad():
        expected = model.logits(TOKENS, range(len(TOKENS)), model.slots(specs, COEFFICIENTS) if bank else ()).numpy()
    assert np.abs(run(path, bank) - expected).max() < 1e-3


@pytest.mark.skipif(shutil.which("npx") is None, reason="needs Node")
@pytest.mark.parametrize(("weights", "tolerance"), [("blocks8", 0.5), ("blocks4", 6.0)])
def test_quantised_blocks_are_valid_and_near_the_exact_logits(
    gguf: Path, model: ReferenceModel, tmp_path: Path, weights: str, tolerance: float
) -> None:
    path = export(gguf, tmp_path / "export", model, None, weights)
    onnx.checker.check_model(str(path), full_check=False)
    with torch.no_grad():
        expected = model.logits(TOKENS, range(len(TOKENS))).numpy()
    assert np.abs(run(path, None) - expected).max() < tolerance
