"""Write the fixtures that the engine's parity tests read: `python models/write_fixtures.py` (some minutes on one core).

models/fixtures/reference.json is the index, models/fixtures/reference.bin the logits, fp32 little-endian:

    format      "tiller-reference/1"
    model       { file, sha256 }                      of the GGUF
    vocabulary  values per logits vector
    banks       name -> adapter specs in slot order   see AdapterSpec, and src/lm/testing/random-adapter.ts
    checks      [{ bank, slot, tensor, shape, sum, weightedSum }]
                exact sums over a tensor's values v_i and over v_i (i mod 1021 + 1): both languages make the same adapters
    prompts     id -> { text?, tokens }               text is what was tokenised, ChatML included
    logits      [{ id, bank, coefficients, prompt, positions, offset }]
                for each position p, the logits that follow token p, at float `offset` and on; no bank means the base
    greedy      [{ id, bank, coefficients, prompt, output, margin }]
                temperature 0; `margin` is the least gap between the best two logits, so float error cannot flip a token

public/models/base/self-check.json is small and ships with the app: a few logits of prompts of 40 tokens and more, which the
engine compares with what the device at hand computes.
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import Any

import torch

from reference import ROOT, AdapterSpec, ReferenceModel, base_gguf, chat, make_adapter, make_tokenizer, sha256

Case = dict[str, Any]

ATTENTION = ("q", "k", "v", "o")
ALL = (*ATTENTION, "gate", "up", "down")
SMALL, MEDIUM, LARGE = 2.0**-5, 2.0**-4, 2.0**-3

# Slots differ in rank, in scale and in shape: with one A for q, k and v and with three, and on a part of the bank's linears.
BANKS: dict[str, tuple[AdapterSpec, ...]] = {
    "attention": (
        AdapterSpec("shared", 101, 8, 16.0, ATTENTION, True, MEDIUM, MEDIUM),
        AdapterSpec("small", 102, 4, 8.0, ATTENTION, True, MEDIUM, MEDIUM),
        AdapterSpec("separate", 103, 4, 4.0, ATTENTION, False, MEDIUM, MEDIUM),
        AdapterSpec("query-value", 104, 2, 4.0, ("q", "v"), False, MEDIUM, LARGE),
    ),
    "all": (
        AdapterSpec("shared", 201, 8, 16.0, ALL, True, MEDIUM, SMALL),
        AdapterSpec("separate", 202, 4, 8.0, ALL, False, MEDIUM, SMALL),
        AdapterSpec("mlp", 203, 4, 8.0, ("gate", "up", "down"), False, MEDIUM, SMALL),
        AdapterSpec("down", 204, 2, 2.0, ("down",), False, MEDIUM, SMALL),
    ),
    "head": (
        AdapterSpec("first", 301, 8, 16.0, ("head",), True, MEDIUM, MEDIUM),
        AdapterSpec("second", 302, 4, 8.0, ("head",), True, MEDIUM, MEDIUM),
        AdapterSpec("third", 303, 2, 4.0, ("head",), True, MEDIUM, MEDIUM),
        AdapterSpec("fourth", 304, 1, 1.0, ("head",), True, LARGE, MEDIUM),
    ),
}
ONE = (1.0, 0.0, 0.0, 0.0)
MIX = (0.5, 0.75, -0.25, 1.0)

PROMPTS = {
    "short": chat("What is the capital of France?"),
    "long": chat(
        "I have a long train journey tomorrow with two small children, and I would like to keep them busy without a screen. "
        "Which three games would you suggest, and what should I pack for them?"
    ),
    "raw": "def mean(values):\n    # 1,024 samples at 44.1 kHz\n    return sum(values) /",
}
# Chosen so that base and mix both write 48 tokens and never come near a tie.
GREEDY = (
    "Explain how a vaccine works.",
    "What makes a good neighbour?",
    "Why do leaves change colour in autumn?",
    "What is the difference between weather and climate?",
    "How is paper made?",
    "Explain what a prime number is.",
    "What is a good way to start running?",
    "How do bees make honey?",
)


def adapter_checks(model: ReferenceModel) -> list[dict[str, Any]]:
    """Exact sums of the first, a middle and the last tensor of every adapter (all values are multiples of a power of two)."""
    checks = []
    for bank, specs in BANKS.items():
        for spec in specs:
            tensors = list(make_adapter(spec, model).items())
            for name, tensor in (tensors[0], tensors[len(tensors) // 2], tensors[-1]):
                flat = tensor.double().flatten()
                weights = torch.arange(flat.numel(), dtype=torch.float64) % 1021 + 1
                sums = {"sum": float(flat.sum()), "weightedSum": float((flat * weights).sum())}
                checks.append({"bank": bank, "slot": spec.id, "tensor": name, "shape": list(tensor.shape), **sums})
    return checks


def logits_cases(prompts: dict[str, list[int]]) -> list[Case]:
    """Which logits are kept: after the last token and, of the long prompt, after one of the first and one in the middle."""
    last = {name: len(tokens) - 1 for name, tokens in prompts.items()}
    cases: list[tuple[str, str | None, tuple[float, ...], str, list[int]]] = [
        ("base, short", None, (), "short", [last["short"]]),
        ("base, long", None, (), "long", [5, 40, last["long"]]),
        ("base, raw", None, (), "raw", [last["raw"]]),
        ("one adapter on attention, short", "attention", ONE, "short", [last["short"]]),
        ("one adapter on attention, long", "attention", ONE, "long", [last["long"]]),
        ("four slots on attention, short", "attention", MIX, "short", [last["short"]]),
        ("four slots on attention, long", "attention", MIX, "long", [40, last["long"]]),
        ("one adapter on all linears, short", "all", ONE, "short", [last["short"]]),
        ("four slots on all linears, long", "all", MIX, "long", [40, last["long"]]),
        ("four slots on the head, short", "head", MIX, "short", [last["short"]]),
        ("four slots on the head, long", "head", MIX, "long", [last["long"]]),
    ]
    return [
        {"id": id, "bank": bank, "coefficients": list(coefficients), "prompt": prompt, "positions": positions}
        for id, bank, coefficients, prompt, positions in cases
    ]


def greedy_cases(model: ReferenceModel, prompts: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """48 greedy tokens after every question, by the base and by the mix of four slots on attention."""
    tokenizer = make_tokenizer(model.metadata)
    cases = []
    for name, bank, coefficients in (("base", None, ()), ("mix", "attention", MIX)):
        slots = model.slots(BANKS[bank], coefficients) if bank else []
        for index in range(len(GREEDY)):
            prompt = f"greedy-{index}"
            output, margin = model.greedy(prompts[prompt]["tokens"], 48, slots)
            case = {"id": f"{name} {index}", "bank": bank, "coefficients": list(coefficients), "prompt": prompt}
            cases.append(case | {"output": output, "margin": margin})
            print(case["id"], len(output), f"margin {margin:.4f}", repr(tokenizer.decode(output)), flush=True)
    return cases


def write_logits(model: ReferenceModel, path: Path, prompts: dict[str, dict[str, Any]], cases: list[Case]) -> None:
    """The logits of the cases, one after the other, fp32 little-endian."""
    vectors = []
    for case in cases:
        slots = model.slots(BANKS[case["bank"]], case["coefficients"]) if case["bank"] else []
        vectors.append(model.logits(prompts[case["prompt"]]["tokens"], case["positions"], slots).flatten())
    path.write_bytes(torch.cat(vectors).numpy().astype("<f4").tobytes())


def write_index(
    model: ReferenceModel,
    path: Path,
    target: Path,
    prompts: dict[str, dict[str, Any]],
    cases: list[Case],
    greedy: list[dict[str, Any]],
) -> None:
    """Compute the cases' logits and write reference.json and reference.bin in `target`."""
    offset = 0
    for case in cases:
        case["offset"], offset = offset, offset + len(case["positions"]) * model.vocabulary
    write_logits(model, target / "reference.bin", prompts, cases)
    index = {
        "format": "tiller-reference/1",
        "model": {"file": path.name, "sha256": sha256(path.read_bytes())},
        "vocabulary": model.vocabulary,
        "banks": {name: [spec.to_json() for spec in specs] for name, specs in BANKS.items()},
        "checks": adapter_checks(model),
        "prompts": prompts,
        "logits": cases,
        "greedy": greedy,
    }
    (target / "reference.json").write_text(dumps(index))


def self_check(model: ReferenceModel, sha: str, prompts: list[list[int]], count: int = 64) -> dict[str, Any]:
    """The best quarter of `count` logits after each prompt, and others spread evenly over the vocabulary."""
    cases = []
    for tokens in prompts:
        values = model.logits(tokens, [len(tokens) - 1])[0]
        best = values.topk(count // 4).indices.tolist()
        spread = [index for index in range(7, model.vocabulary, model.vocabulary // (count - len(best))) if index not in best]
        indices = sorted(best + spread[: count - len(best)])
        cases.append({"tokens": tokens, "indices": indices, "logits": [float(values[index]) for index in indices]})
    return {"format": "tiller-self-check/1", "base": sha, "cases": cases}


def dumps(data: Any) -> str:
    """JSON with its lists of numbers on one line each."""
    text = json.dumps(data, indent=1, ensure_ascii=False)
    return re.sub(r"\[\s+([-\d.][^\[\]{}\"]*?)\s+\]", lambda match: f"[{' '.join(match[1].split())}]", text) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, default=1)
    torch.set_num_threads(parser.parse_args().threads)
    path = base_gguf()
    model = ReferenceModel(path)
    tokenizer = make_tokenizer(model.metadata)
    texts = PROMPTS | {f"greedy-{index}": chat(question) for index, question in enumerate(GREEDY)}
    prompts = {name: {"text": text, "tokens": tokenizer.encode(text).ids} for name, text in texts.items()}
    checks = self_check(model, sha256(path.read_bytes()), [prompts["long"]["tokens"]])
    (ROOT / "public/models/base/self-check.json").write_text(dumps(checks))
    cases = logits_cases({name: prompts[name]["tokens"] for name in PROMPTS})
    write_index(model, path, ROOT / "models/fixtures", prompts, cases, greedy_cases(model, prompts))


if __name__ == "__main__":
    main()
