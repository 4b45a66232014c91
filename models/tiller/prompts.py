"""The prompts of a pack, by split."""

from __future__ import annotations

import json
from pathlib import Path

from tiller.gguf import ROOT


def read_prompts(name: str, split: str, limit: int | None = None) -> list[str]:
    """The texts of one split ('train', 'tune' or 'held_out') of models/prompts/<name>.json, or its first few; of the prompts.json of a bundle
    where `name` is its path."""
    path = Path(name) if name.endswith(".json") else ROOT / "models/prompts" / f"{name}.json"
    splits = json.loads(path.read_text())
    entries = splits["heldOut" if split == "held_out" and "heldOut" in splits else split]
    return [entry if isinstance(entry, str) else entry["text"] for entry in entries][:limit]
