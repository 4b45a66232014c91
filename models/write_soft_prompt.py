"""Write the fixture that the engine's soft prompts are checked against: `python models/write_soft_prompt.py` (a minute on one core).

models/fixtures/soft-prompt.json, of the base by the plain reading of `reference.py`, whose embedding gets the mixed vectors as words of their own:

    format    "tiller-soft-prompt/1"
    model     SHA-256 of the GGUF
    vectors   { tokens, seed, scale, slots }: slot i is random_tensor(name_hash(slots[i], seed), tokens, width, scale)
    prompt    token ids of a chat
    indices   which logits of a position are kept
    cases     [{ coefficients, positions, logits, greedy, margin }]
              coefficients: one a slot. positions: of the whole row, soft vectors counted; logits: of each at `indices`. greedy: the tokens that
              follow at temperature 0; margin: least gap between the best two logits on the way
"""

from __future__ import annotations

import json

import torch

from reference import ROOT, ReferenceModel, base_gguf, chat, make_tokenizer, name_hash, random_tensor, sha256

SLOTS, TOKENS, SEED, SCALE = ("shared", "one", "two"), 12, 51, 2.0**-2
CASES = ((1.0, 0.7, 0.3), (1.0, 0.0, 1.0), (1.0, -0.5, 1.5), (0.0, 0.25, 0.0))
GREEDY = 12


def vectors(width: int) -> torch.Tensor:
    """The slots' vectors, [slots, tokens, width]."""
    return torch.stack([random_tensor(name_hash(slot, SEED), TOKENS, width, SCALE) for slot in SLOTS])


def main() -> None:
    torch.set_num_threads(1)
    path = base_gguf()
    model = ReferenceModel(path)
    tokenizer = make_tokenizer(model.metadata)
    prompt = tokenizer.encode(chat("How do I make a good cup of tea?"), add_special_tokens=False).ids
    indices = list(range(0, model.vocabulary, 997))
    words, own = model.embedding, vectors(model.width)
    soft = [model.vocabulary + s for s in range(TOKENS)]
    positions = [0, TOKENS - 1, TOKENS, TOKENS + len(prompt) - 1]
    cases = []
    for coefficients in CASES:
        model.embedding = torch.cat([words, torch.einsum("s,stw->tw", torch.tensor(coefficients), own)])
        logits = model.logits([*soft, *prompt], positions)[:, indices]
        greedy, margin = model.greedy([*soft, *prompt], GREEDY)
        rounded = [[round(value, 5) for value in row] for row in logits.tolist()]
        cases.append({"coefficients": coefficients, "positions": positions, "logits": rounded, "greedy": greedy, "margin": round(margin, 4)})
        print(coefficients, tokenizer.decode(greedy), margin, flush=True)
    record = {"format": "tiller-soft-prompt/1", "model": sha256(path.read_bytes())}
    record |= {"vectors": {"tokens": TOKENS, "seed": SEED, "scale": SCALE, "slots": SLOTS}, "prompt": prompt, "indices": indices, "cases": cases}
    (ROOT / "models/fixtures/soft-prompt.json").write_text(json.dumps(record) + "\n")


if __name__ == "__main__":
    main()
