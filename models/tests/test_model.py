from __future__ import annotations

import torch

from tiller.gguf import BaseModel
from tiller.likelihood import answer_log_probabilities, attention_to_answers, pack
from tiller.model import Linear, Llama


def reference_logits(base: BaseModel, tokens: list[int]) -> torch.Tensor:
    """The same decoder written token by token and head by head, in float64."""
    c = base.config
    w = {name: tensor.double() for name, tensor in base.tensors.items()}

    def norm(x: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
        return x / (x.pow(2).mean(-1, keepdim=True) + c.norm_epsilon).sqrt() * weight

    def rotate(x: torch.Tensor, position: int) -> torch.Tensor:
        half = c.head_size // 2
        out = x.clone()
        for j in range(half):
            angle = torch.tensor(position * c.rope_base ** (-j / half), dtype=torch.float64)
            out[j] = x[j] * angle.cos() - x[j + half] * angle.sin()
            out[j + half] = x[j + half] * angle.cos() + x[j] * angle.sin()
        return out

    x = w["token_embd.weight"][tokens]
    for i in range(c.layers):
        h = norm(x, w[f"blk.{i}.attn_norm.weight"])
        q, k, v = (h @ w[f"blk.{i}.attn_{n}.weight"].T for n in "qkv")
        attended = torch.zeros(len(tokens), c.width, dtype=torch.float64)
        for head in range(c.heads):
            a = slice(head * c.head_size, (head + 1) * c.head_size)
            pair = head * c.kv_heads // c.heads
            b = slice(pair * c.head_size, (pair + 1) * c.head_size)
            keys = torch.stack([rotate(k[t, b], t) for t in range(len(tokens))])
            for t in range(len(tokens)):
                scores = keys[: t + 1] @ rotate(q[t, a], t) / c.head_size**0.5
                attended[t, a] = scores.softmax(0) @ v[: t + 1, b]
        x = x + attended @ w[f"blk.{i}.attn_output.weight"].T
        h = norm(x, w[f"blk.{i}.ffn_norm.weight"])
        gate = h @ w[f"blk.{i}.ffn_gate.weight"].T
        x = x + (gate * gate.sigmoid() * (h @ w[f"blk.{i}.ffn_up.weight"].T)) @ w[f"blk.{i}.ffn_down.weight"].T
    return norm(x, w["output_norm.weight"]) @ w["token_embd.weight"].T


def test_logits_equal_a_decoder_written_token_by_token(base: BaseModel) -> None:
    tokens = [5, 17, 80, 3, 44, 9, 61]
    n = len(tokens)
    model = Llama(base)
    mask = torch.zeros(1, 1, n, n).masked_fill_(~torch.ones(n, n).tril().bool(), float("-inf"))
    logits = model.logits(model.hidden(torch.tensor([tokens]), torch.arange(n)[None], mask))[0]
    torch.testing.assert_close(logits.double(), reference_logits(base, tokens), atol=2e-4, rtol=1e-4)


def test_packed_answers_score_as_they_do_alone(base: BaseModel) -> None:
    prompts, answers = [[5, 6, 7, 8], [9, 10]], [[[12, 13, 14, 2], [15]], [[17, 18, 19, 20, 21]]]
    scores = answer_log_probabilities(Llama(base), pack(prompts, answers, torch.float32), None, 0.8)
    expected = []
    for prompt, group in zip(prompts, answers):
        for answer in group:
            logits = reference_logits(base, prompt + answer)[len(prompt) - 1 : -1] / 0.8
            expected.append(logits.log_softmax(1)[torch.arange(len(answer)), answer])
    torch.testing.assert_close(scores.double(), torch.cat(expected), atol=2e-4, rtol=1e-4)


def test_a_linear_without_gradients_gives_what_it_gives_with_them() -> None:
    generator = torch.Generator().manual_seed(1)
    for dtype in (torch.float32, torch.bfloat16):
        linear = Linear(torch.randn(40, 64, generator=generator).to(dtype))
        x = torch.randn(2, 5, 64, generator=generator).to(dtype)
        with torch.no_grad():
            fast = linear(x)
        torch.testing.assert_close(fast, linear(x.requires_grad_()).detach(), atol=0.05 if dtype == torch.bfloat16 else 1e-5, rtol=0)


def test_attention_to_an_answer_is_that_of_its_last_token(base: BaseModel) -> None:
    model, prompt, answers = Llama(base), [5, 6, 7, 8], [[9, 10, 11, 2], [12, 13]]
    (shares, _) = attention_to_answers(model, pack([prompt], [answers], torch.float32), None)
    assert shares.shape == (4,) and 0 < shares.sum() < 1, "the rest goes to the prompt"
    alone: list[torch.Tensor] = []
    packed = pack([prompt + answers[0]], [[[2]]], torch.float32)
    model.hidden(packed.tokens[None], packed.positions[None], packed.layout, attention=alone)
    torch.testing.assert_close(shares, alone[0][0, :, 7, 4:8].mean(dim=0), atol=1e-5, rtol=0)
