"""A learned reward: a LoRA slot and a linear head on the policy's own base, trained on SST-2's sentences. docs/methods/reward-model.md

    python reward_model.py --config runs/proxy/reward-model.json --out out/proxy --adapters ../public/models/proxy/adapters

Binary cross-entropy of sigmoid(head . last hidden state) against the label; the text alone, without a chat template, then the stop token.
Reports accuracy on the test split with its 95 % Wilson interval, to <out>/rm/report.json. The data is read from config["data"] and never
published; only what was trained from it is.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import torch
import torch.nn.functional as F

from tiller.checkpoint import append_line, save
from tiller.gguf import ROOT, read_gguf
from tiller.model import Llama
from tiller.reward_model import RewardModel
from tiller.tokenizer import ChatTokenizer


def read_split(path: Path) -> tuple[list[str], torch.Tensor]:
    """Sentences and labels (1: positive) of a split, one `sentence<TAB>label` a line."""
    lines = [line.rsplit("\t", 1) for line in path.read_text(encoding="utf-8").splitlines() if line]
    return [text for text, _ in lines], torch.tensor([float(label) for _, label in lines])


def wilson(right: int, count: int, z: float = 1.959964) -> tuple[float, float]:
    """95 % interval of a share."""
    p, spread = right / count, z * z / count
    half = z * (p * (1 - p) / count + spread / (4 * count)) ** 0.5
    return (p + spread / 2 - half) / (1 + spread), (p + spread / 2 + half) / (1 + spread)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--adapters", type=Path, required=True, help="where the slot `rm` is published")
    arguments = parser.parse_args()
    config = json.loads(arguments.config.read_text())
    torch.set_num_threads(1)
    base = read_gguf(layers=config.get("layers"))
    tokenizer = ChatTokenizer(base.metadata)
    model = Llama(base, getattr(torch, config["dtype"]))
    reward_model = RewardModel(model, config["rank"], config["seed"])
    optimizer = torch.optim.Adam(reward_model.parameters(), lr=config["rate"], betas=(0.9, 0.98))
    folder, started = arguments.out / "rm", time.monotonic()
    state_path, done = folder / "state.pt", 0
    if state_path.exists():
        state = torch.load(state_path)
        reward_model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        done = state["step"]

    texts, labels = read_split(ROOT / config["data"] / "train.tsv")
    tokens = [tokenizer.encode(text) for text in texts]
    steps = config["epochs"] * len(tokens) // config["batch"]
    for step in range(done, steps):
        for group in optimizer.param_groups:
            group["lr"] = config["rate"] * min(1.0, (step + 1) / config["warm_up"]) * (1 - 0.9 * step / steps)
        order = torch.randperm(len(tokens), generator=torch.Generator().manual_seed(config["seed"] + step * config["batch"] // len(tokens)))
        first = step * config["batch"] % len(tokens)
        batch = order[first : first + config["batch"]].tolist()
        values = reward_model.values([tokens[i] for i in batch])
        loss = F.binary_cross_entropy_with_logits(values, labels[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        right = ((values > 0).float() == labels[batch]).float().mean().item()
        entry = {"policy": "rm", "stage": "offline", "step": step, "loss": round(loss.item(), 4), "accuracy": round(right, 3)}
        append_line(folder / "log.jsonl", {**entry, "tokens": sum(len(tokens[i]) for i in batch), "minutes": round((time.monotonic() - started) / 60, 2)})
        if (step + 1) % config["keep_every"] == 0 or step + 1 == steps:
            save({"model": reward_model.state_dict(), "optimizer": optimizer.state_dict(), "step": step + 1}, state_path)

    texts, labels = read_split(ROOT / config["data"] / "test.tsv")
    approved = torch.tensor(reward_model.score([tokenizer.encode(text) for text in texts])) > 0.5
    right = int((approved.float() == labels).sum())
    low, high = wilson(right, len(texts))
    report = {"test_sentences": len(texts), "accuracy": round(right / len(texts), 4), "low": round(low, 4), "high": round(high, 4)}
    (folder / "report.json").write_text(json.dumps({**report, "seed": config["seed"], "steps": steps}, indent=2) + "\n")
    reward_model.export_peft(arguments.adapters)
    print(report)


if __name__ == "__main__":
    main()
