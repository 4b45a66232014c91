"""Sample the base model's own answers to the training prompts: the pool that the offline stage learns from.

One process per shard; each appends a JSON line per answer: {prompt, tokens, text, finished, logp}. Resumable.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import torch

from tiller.checkpoint import append_line, read_lines
from tiller.generate import generate
from tiller.gguf import read_gguf
from tiller.model import Llama
from tiller.prompts import read_prompts
from tiller.tokenizer import ChatTokenizer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--base", type=Path, help="another Llama-architecture GGUF than the published base")
    parser.add_argument("--shard", type=int, default=0)
    parser.add_argument("--shards", type=int, default=1)
    arguments = parser.parse_args()
    config = json.loads(arguments.config.read_text())
    torch.set_num_threads(1)
    base = read_gguf(arguments.base, layers=config.get("layers"))
    tokenizer = ChatTokenizer(base.metadata)
    model = Llama(base, torch.bfloat16)
    path = arguments.out / f"pool-{arguments.shard}.jsonl"
    done = {entry["prompt"] for entry in read_lines(path)} if path.exists() else set()
    prompts = [p for p in read_prompts(config["prompts"], "train", config.get("prompt_limit"))[arguments.shard :: arguments.shards] if p not in done]
    pool = config["pool"]
    for start in range(0, len(prompts), pool["prompts_per_batch"]):
        batch = prompts[start : start + pool["prompts_per_batch"]]
        generator = torch.Generator().manual_seed(pool["seed"] * 1_000_003 + arguments.shard * 1009 + start + len(done))
        answers = generate(
            model,
            None,
            [tokenizer.chat(p) for p in batch],
            None,
            samples=pool["samples"],
            limit=config["limit"],
            temperature=config["temperature"],
            generator=generator,
        )
        for answer in answers:
            append_line(
                path,
                {
                    "prompt": batch[answer.prompt],
                    "tokens": answer.tokens,
                    "text": tokenizer.decode(answer.tokens),
                    "finished": answer.finished,
                    "logp": round(sum(answer.log_probabilities), 4),
                },
            )


if __name__ == "__main__":
    main()
