"""Write the fixture that the engine's reading of hidden states is checked against: `python models/write_states.py` (half a minute).

models/fixtures/states.json, of the base by the plain reading of `reference.py`:

    format      "tiller-states/1"
    model       SHA-256 of the GGUF
    dimensions  which of a state's values are kept
    texts       [{ prompt?, system?, text, last, mean, norms }]
                the normed state at the text's last token and the mean over its tokens, at these dimensions; norms: Euclidean, of both whole vectors
    choices     [{ system, prompt, words, logProbabilities }]
                log-probability that the answer begins with the first token of each word
"""

from __future__ import annotations

import json

import torch

from reference import ROOT, ReferenceModel, base_gguf, chat, make_tokenizer, sha256

DIMENSIONS = list(range(0, 576, 48))
TEXTS: list[dict[str, str]] = [
    {"text": "A warm, funny and honest film."},
    {"text": "Grind the beans, warm the cup, and pour the water slowly; it should take about three minutes."},
    {"prompt": "How do I make a good cup of coffee?", "system": "Answer in two or three sentences.", "text": "Grind the beans, warm the cup, and pour slowly."},
    {"prompt": "How do I make a good cup of coffee?", "system": "Be kind.", "text": "Grind the beans."},
]
QUESTIONS = (
    "Text: \"What a lovely day!\"\n\nIs the text cheerful? Answer Yes or No.",
    "Text: \"The train was late again and nobody said a word.\"\n\nIs the text cheerful? Answer Yes or No.",
)
JUDGE = "Answer Yes or No."
WORDS = ("Yes", "No")


def main() -> None:
    torch.set_num_threads(1)
    path = base_gguf()
    model = ReferenceModel(path)
    tokenizer = make_tokenizer(model.metadata)

    def encode(text: str) -> list[int]:
        return tokenizer.encode(text, add_special_tokens=False).ids

    def asked(system: str, prompt: str) -> list[int]:
        return encode(chat(prompt, system))

    texts = []
    for entry in TEXTS:
        before = asked(entry["system"], entry["prompt"]) if "prompt" in entry else []
        states = model.states([*before, *encode(entry["text"])])[len(before) :].double()
        last, mean = states[-1], states.mean(0)
        norms = [round(float(state.norm()), 5) for state in (last, mean)]
        kept = {name: [round(value, 6) for value in state[DIMENSIONS].tolist()] for name, state in (("last", last), ("mean", mean))}
        texts.append({**entry, **kept, "norms": norms})
    choices = []
    for question in QUESTIONS:
        tokens = asked(JUDGE, question)
        logp = model.logits(tokens, [len(tokens) - 1])[0].double().log_softmax(-1)
        values = [round(float(logp[encode(word)[0]]), 6) for word in WORDS]
        choices.append({"system": JUDGE, "prompt": question, "words": list(WORDS), "logProbabilities": values})
    record = {"format": "tiller-states/1", "model": sha256(path.read_bytes()), "dimensions": DIMENSIONS, "texts": texts, "choices": choices}
    (ROOT / "models/fixtures/states.json").write_text(json.dumps(record, indent=1) + "\n")


if __name__ == "__main__":
    main()
