"""Write the gradients that the page's trainer is tested against: `python models/write_gradients.py` (half a minute on one core).

PyTorch's autograd through tiller/model.py in float32, on the whole base. models/fixtures/gradients.json is the index, gradients.bin numbers, fp32
little-endian:

    format       "tiller-gradients/1"
    temperature  of the softmax
    seed         of all random numbers: matrix m is random_tensor(name_hash(m, seed)) of reference.py, times `scales`
    scales       by the end of a matrix's name: .a, .b, soft
    rows         [{ prompt, answer, columns, weights }]   loss = sum over rows and tokens of weight * log p
    projections, entries, whole   how much of every gradient is told, see below
    cases        [{ id, hooks, softTokens, loss, offset }]

At a case's float `offset`: log p of all answer tokens, row by row; then for every matrix, in the order of the names that `matrices` makes: norm,
largest absolute value, `projections` dot products with random_tensor(name_hash(f"{name}#{k}", seed)), and `entries` entries, i * 7919 modulo the
size. The distance of two vectors shows in their projections (each one's square is a third of the distance's square on average), so that a few
numbers stand for all. Then the matrices of `whole` that the case has, complete.
"""

from __future__ import annotations

import json

import numpy as np
import torch
from reference import ROOT, chat, make_tokenizer, name_hash, random_tensor
from tiller.bank import Mixed, hook_sizes
from tiller.gguf import Config, read_gguf
from tiller.likelihood import answer_log_probabilities, pack
from tiller.model import Llama

SEED, COLUMNS, TEMPERATURE, SOFT = 77, 6, 0.8, 2
SCALES = {"a": 2.0**-4, "b": 2.0**-5, "soft": 2.0**-3}
PROJECTIONS, ENTRIES, STRIDE = 16, 8, 7919
WHOLE = ("layers.0.o.b", "layers.14.gateUp.a", "layers.29.down.b", "head.b", "soft")

ATTENTION = ("qkv", "o")
LINEARS = (*ATTENTION, "gateUp", "down")
CASES = {
    "attention": (ATTENTION, 0),
    "all linears": (LINEARS, 0),
    "head": (("head",), 0),
    "soft prompt": ((), SOFT),
    "everything": ((*LINEARS, "head"), SOFT),
}
LONG = "How do I keep a sourdough starter alive while I am away for two weeks, and what should I do when I come back?"
# Ragged; the first two answers share their prompt and its coefficients, the fourth has the prompt under others.
ROWS = (
    (LONG, " Feed it, let it stand for an hour, and put it in the fridge; it sleeps there for weeks.", (1.0, 0.7, 0.3)),
    (LONG, " Dry a little of it on paper.", (1.0, 0.7, 0.3)),
    ("Why is the sky blue?", " Air scatters blue light more than red, so that blue reaches us from all sides.", (1.0, 0.25, 0.75)),
    (LONG, " In the fridge.", (1.0, 0.0, 1.0)),
    ("Name a colour.", "", (1.0, -0.5, 1.5)),
)


def matrices(config: Config, hooks: tuple[str, ...], soft: int) -> dict[str, tuple[int, int]]:
    """Names and shapes of what is trained, as src/lm/train/matrices.ts orders them."""
    sizes = hook_sizes(config)
    shapes: dict[str, tuple[int, int]] = {}

    def add(name: str, hook: str) -> None:
        inputs, outputs = sizes[hook]
        shapes[f"{name}.a"], shapes[f"{name}.b"] = (inputs, COLUMNS), (COLUMNS, outputs)

    for layer in range(config.layers):
        for hook in (hook for hook in LINEARS if hook in hooks):
            add(f"layers.{layer}.{hook}", hook)
    if "head" in hooks:
        add("head", "head")
    if soft:
        shapes["soft"] = (COLUMNS, soft * config.width)
    return shapes


def make_parameters(config: Config, hooks: tuple[str, ...], soft: int) -> dict[str, torch.Tensor]:
    """Random numbers that both languages make."""
    shapes = matrices(config, hooks, soft)
    return {name: random_tensor(name_hash(name, SEED), *shape, SCALES[name.split(".")[-1]]) for name, shape in shapes.items()}


def gradients(
    model: Llama, rows: list[dict], values: dict[str, torch.Tensor], hooks: tuple[str, ...], soft: int
) -> tuple[float, torch.Tensor, dict[str, torch.Tensor]]:
    """Loss, log-probabilities in the rows' order, and the gradient of every matrix."""
    parameters = {name: value.clone().requires_grad_() for name, value in values.items()}
    groups: dict[tuple, list[int]] = {}
    for i, row in enumerate(rows):
        groups.setdefault((tuple(row["prompt"]), tuple(row["columns"])), []).append(i)
    coefficients = torch.tensor([columns for _, columns in groups])

    def stacked(hook: str, side: str) -> torch.Tensor:
        names = ["head"] if hook == "head" else [f"layers.{layer}.{hook}" for layer in range(model.config.layers)]
        return torch.stack([parameters[f"{name}.{side}"] for name in names])

    mixed = Mixed({hook: (stacked(hook, "a"), stacked(hook, "b")) for hook in hooks}, coefficients[:, None])
    embedding = model.embedding
    prompts = [list(prompt) for prompt, _ in groups]
    if soft:
        vectors = (coefficients @ parameters["soft"]).view(-1, model.config.width)
        model.embedding = torch.cat([embedding, vectors])
        prompts = [[len(embedding) + g * soft + s for s in range(soft)] + prompt for g, prompt in enumerate(prompts)]
    packed = pack(prompts, [[rows[i]["answer"] for i in own] for own in groups.values()], torch.float32)
    grouped = answer_log_probabilities(model, packed, mixed, TEMPERATURE)
    model.embedding = embedding
    order = [i for own in groups.values() for i in own]
    parts = dict(zip(order, grouped.split([len(rows[i]["answer"]) for i in order])))
    logp = torch.cat([parts[i] for i in range(len(rows))])
    loss = (logp * torch.tensor([weight for row in rows for weight in row["weights"]])).sum()
    loss.backward()
    return loss.item(), logp.detach(), {name: parameter.grad for name, parameter in parameters.items()}


def told(name: str, gradient: torch.Tensor) -> torch.Tensor:
    """The numbers that stand for a gradient."""
    wide, size = gradient.double(), gradient.numel()
    dots = [(wide * random_tensor(name_hash(f"{name}#{k}", SEED), *gradient.shape, 1.0)).sum() for k in range(PROJECTIONS)]
    entries = gradient.flatten()[[i * STRIDE % size for i in range(ENTRIES)]]
    return torch.cat([torch.stack([wide.norm(), wide.abs().max(), *dots]).float(), entries])


def main() -> None:
    torch.set_num_threads(1)
    base = read_gguf()
    model = Llama(base)
    tokenizer = make_tokenizer(base.metadata)
    rows = []
    for i, (question, text, weights) in enumerate(ROWS):
        answer = [*tokenizer.encode(text, add_special_tokens=False).ids, base.config.eos]
        shares = random_tensor(name_hash(f"weights {i}", SEED), 1, len(answer), 1.0)[0].tolist()
        columns = [weight for weight in weights for _ in range(COLUMNS // len(weights))]
        prompt = tokenizer.encode(chat(question), add_special_tokens=False).ids
        rows.append({"prompt": prompt, "answer": answer, "columns": columns, "weights": shares})
    numbers: list[torch.Tensor] = []
    cases = []
    for case, (hooks, soft) in CASES.items():
        loss, logp, found = gradients(model, rows, make_parameters(base.config, hooks, soft), hooks, soft)
        cases.append({"id": case, "hooks": hooks, "softTokens": soft, "loss": loss, "offset": sum(part.numel() for part in numbers)})
        numbers += [logp, *(told(name, gradient) for name, gradient in found.items())]
        numbers += [found[name].flatten() for name in WHOLE if name in found]
        print(f"{case}: loss {loss:.6f}, {len(found)} matrices", flush=True)
    index = {"format": "tiller-gradients/1", "temperature": TEMPERATURE, "seed": SEED, "scales": SCALES, "rows": rows}
    index |= {"projections": PROJECTIONS, "entries": ENTRIES, "whole": WHOLE, "cases": cases}
    fixtures = ROOT / "models/fixtures"
    (fixtures / "gradients.json").write_text(json.dumps(index) + "\n")
    (fixtures / "gradients.bin").write_bytes(torch.cat(numbers).numpy().astype(np.float32).tobytes())


if __name__ == "__main__":
    main()
