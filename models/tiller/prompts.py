"""The prompts of a pack, by split."""

from __future__ import annotations

import json

from tiller.gguf import ROOT


def read_prompts(name: str, split: str, limit: int | None = None) -> list[str]:
    """The texts of one split ('train', 'tune' or 'held_out') of models/prompts/<name>.json, or its first few."""
    entries = json.loads((ROOT / "models/prompts" / f"{name}.json").read_text())[split]
    return [entry if isinstance(entry, str) else entry["text"] for entry in entries][:limit]
