"""The whole recipe on two layers, as a user runs it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from safetensors.numpy import load_file

MODELS = Path(__file__).resolve().parents[1]


def test_the_tiny_run_leaves_adapters_of_both_policies_and_resumes() -> None:
    out = MODELS / "out/tiny"
    shutil.rmtree(out, ignore_errors=True)
    environment = {**os.environ, "PYTHON": sys.executable, "OMP_NUM_THREADS": "1"}
    subprocess.run([MODELS / "runs/tiny.sh"], env=environment, check=True)
    for policy, slots in (("clp", ["clp-shared", "clp-brevity", "clp-richness", "clp-cheer"]), ("rs", ["rs-brevity", "rs-richness", "rs-cheer"])):
        folder = out / policy / "adapters-on_policy-0002"
        assert sorted(path.name for path in folder.iterdir()) == sorted(slots)
        for slot in slots:
            tensors = load_file(folder / slot / "adapter_model.safetensors")
            assert any(abs(t).max() > 0 for name, t in tensors.items() if "lora_B" in name), f"{slot} was not trained"
        log = [json.loads(line) for line in (out / policy / "log.jsonl").read_text().splitlines()]
        assert [e["step"] for e in log if e.get("stage") == "offline"] == [0, 1, 2]
        assert [e["step"] for e in log if e.get("stage") == "on_policy"] == [0, 1]
    before = (out / "rs/log.jsonl").read_text()
    config = ["--config", "runs/tiny/config.json", "--policy", "rs", "--out", "out/tiny"]
    subprocess.run([sys.executable, "train.py", *config], cwd=MODELS, env=environment, check=True)
    assert (out / "rs/log.jsonl").read_text() == before, "a finished run has nothing left to do"
