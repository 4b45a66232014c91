"""Where a published file comes from."""

from __future__ import annotations

import subprocess

from tiller.gguf import ROOT


def head_commit() -> str:
    """The commit that is checked out, 40 hex digits. Raises CalledProcessError outside a git checkout."""
    return subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
