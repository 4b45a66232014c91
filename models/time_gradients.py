"""Time loss and gradients of one batch, for `npm run bench -- --only train`: `python models/time_gradients.py --threads 2`.

The first line of the input is the batch: { temperature, slots, rank, scale, groups: [{ prompt, coefficients, answers }] }, token ids throughout. Each
line after it asks for one step of attention CLP in float32, answered by a line { ms, loss }. The bank is as a training begins: the policy is the base.
"""

from __future__ import annotations

import argparse
import json
import sys
import time

import torch
from tiller.bank import Bank, Slot
from tiller.gguf import read_gguf
from tiller.likelihood import answer_log_probabilities, pack
from tiller.model import Llama


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, required=True)
    torch.set_num_threads(parser.parse_args().threads)
    batch = json.loads(sys.stdin.readline())
    base = read_gguf()
    model = Llama(base)
    bank = Bank(base.config, [Slot(f"slot {i}", batch["rank"]) for i in range(batch["slots"])], scale=batch["scale"])
    coefficients = torch.tensor([group["coefficients"] for group in batch["groups"]], dtype=torch.float32)
    packed = pack([group["prompt"] for group in batch["groups"]], [group["answers"] for group in batch["groups"]], torch.float32)
    for _ in iter(sys.stdin.readline, ""):
        bank.zero_grad()
        start = time.perf_counter()
        scores = answer_log_probabilities(model, packed, model.mix(bank, coefficients), batch["temperature"])
        loss = -scores.sum() / len(packed.target)
        loss.backward()
        print(json.dumps({"ms": 1000 * (time.perf_counter() - start), "loss": loss.item()}), flush=True)


if __name__ == "__main__":
    main()
