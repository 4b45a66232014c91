from __future__ import annotations

import json
from pathlib import Path

from export import publish


def test_only_what_the_description_names_is_served_and_the_published_calibration_stays(tmp_path: Path) -> None:
    run, adapters, records = tmp_path / "run", tmp_path / "adapters", tmp_path / "records"
    for policy, slots in {"rs": ("rs-a", "rs-b"), "rs-s2": ("rs-a",), "bone-soup": ("bone-a",)}.items():
        for slot in slots:
            folder = run / policy / "adapters-offline-0150" / slot
            folder.mkdir(parents=True)
            (folder / "adapter_model.safetensors").write_text(policy)
        (run / policy / "log.jsonl").write_text(policy)
        (run / policy / "calibration.json").write_text(policy)
    assert publish(run / "bone-soup", adapters, records) == ["bone-a"], "without a description all are served"
    described = {"policies": [{"id": "base"}, {"id": "rs", "rewards": ["rs-a", None]}, {"id": "gold", "points": [{"slot": "gold-1"}]}]}
    (records / "policies.json").write_text(json.dumps(described))
    assert publish(run / "rs", adapters, records) == ["rs-a"]
    assert publish(run / "rs-s2", adapters, records, keep_calibration=True) == []
    assert publish(run / "bone-soup", adapters, records, keep_calibration=True) == []
    assert (adapters / "rs-a/adapter_model.safetensors").read_text() == "rs"
    assert sorted(path.name for path in records.glob("log-*")) == ["log-bone-soup.jsonl", "log-rs-s2.jsonl", "log-rs.jsonl"]
    assert (records / "calibration.json").read_text() == "rs"
