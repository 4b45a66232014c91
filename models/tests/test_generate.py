from __future__ import annotations

import torch

from tiller.bank import Bank, Slot
from tiller.gguf import BaseModel
from tiller.generate import draw, generate
from tiller.likelihood import answer_log_probabilities, pack
from tiller.model import Llama

PROMPTS = [[5, 6, 7, 8, 9], [10, 11], [12, 13, 14]]


def test_sampling_scores_equal_training_scores_in_fp32(base: BaseModel) -> None:
    model, bank = Llama(base), Bank(base.config, [Slot("a", 3), Slot("b", 2)])
    with torch.no_grad():
        for b in bank.b.values():
            b.normal_(std=0.3)
    c = torch.tensor([[1.0, 0.2], [0.0, 1.0], [0.5, 0.5]])
    stops = frozenset(range(0, 97, 7))
    samples = generate(model, bank, PROMPTS, c, samples=5, limit=20, stops=stops, generator=torch.Generator().manual_seed(3))
    answers = [[s.tokens for s in samples if s.prompt == i] for i in range(3)]
    again = answer_log_probabilities(model, pack(PROMPTS, answers, torch.float32), model.mix(bank, c), 0.8)
    scores = torch.tensor([x for s in samples for x in s.log_probabilities])
    torch.testing.assert_close(scores, again.detach(), atol=1e-4, rtol=1e-4)
    for sample in samples:
        assert sample.finished == (sample.tokens[-1] in stops)
        assert not any(t in stops for t in sample.tokens[:-1])
        assert sample.finished or len(sample.tokens) == 20


def test_sampling_draws_from_the_softmax_at_the_temperature() -> None:
    logits = torch.tensor([[0.0, 1.0, -1.0, 2.0]]).repeat(20_000, 1)
    token, score = draw(logits, 0.8, torch.Generator().manual_seed(1))
    expected = (logits[0] / 0.8).softmax(0)
    torch.testing.assert_close(token.bincount(minlength=4) / 20_000, expected, atol=0.012, rtol=0)
    torch.testing.assert_close(score, expected.log()[token])


def test_temperature_zero_takes_the_best_token() -> None:
    token, _ = draw(torch.tensor([[0.0, 3.0, 1.0], [5.0, 3.0, 1.0]]), 0.0, torch.Generator())
    assert token.tolist() == [1, 0]
