"""State on disk: atomic writes, JSON lines, seeds."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import torch


def save(state: Any, path: Path) -> None:
    """Write a torch state so that a reader sees the old file or the new one, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.{os.getpid()}")
    torch.save(state, partial)
    partial.replace(path)


def append_line(path: Path, entry: dict[str, Any]) -> None:
    """Append one JSON line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(entry, ensure_ascii=False) + "\n")


def read_lines(path: Path) -> list[dict[str, Any]]:
    """Every entry of a JSON-lines file; a last line cut short by a crash is left out."""
    entries = []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            entries.append(json.loads(line))
        except json.JSONDecodeError:
            break
    return entries
