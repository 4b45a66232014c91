"""Write what pool.py sampled for pack *voice*, from public/models/pool.json, which has all of it: seconds instead of half an hour of two cores.

    python shipped_pool.py --out out/pool

The answers are the same, in the same order and shards. Log-probabilities are not kept there, and nothing reads them.
"""

from __future__ import annotations

import argparse
import base64
import json
from array import array
from pathlib import Path
from typing import Any

from tiller.gguf import ROOT

SHARDS = 2


def entries_of(pool: dict[str, Any], shard: int) -> list[dict[str, Any]]:
    """A shard's lines as pool.py writes them: every second prompt; the stop token last where the base ended its answer."""
    by_prompt: dict[int, list[dict[str, Any]]] = {}
    for answer in pool["answers"]:
        tokens = array("H", base64.b64decode(answer["tokens"])).tolist()
        stop = [pool["stop"]] if answer["finished"] else []
        entry = {"prompt": pool["prompts"][answer["prompt"]], "tokens": tokens + stop, "text": answer["text"], "finished": answer["finished"]}
        by_prompt.setdefault(answer["prompt"], []).append(entry)
    return [entry for prompt in range(shard, len(pool["prompts"]), SHARDS) for entry in by_prompt.get(prompt, [])]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    pool = json.loads((ROOT / "public/models/pool.json").read_text())
    arguments.out.mkdir(parents=True, exist_ok=True)
    for shard in range(SHARDS):
        path = arguments.out / f"pool-{shard}.jsonl"
        if not path.exists():
            path.write_text("".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries_of(pool, shard)), encoding="utf-8")


if __name__ == "__main__":
    main()
