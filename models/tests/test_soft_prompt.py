"""Soft prompts: our mixing against plain sums, our model against PyTorch's plain reading of the base, and the exported slots in the real `peft`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from finite_differences import assert_slope
from reference import ROOT, base_gguf
from test_peft import fill, transformers_config, with_adapter
from transformers import LlamaForCausalLM

from soft_prompt import soft_prompt
from tiller.bank import Bank, Slot
from tiller.generate import generate
from tiller.gguf import BaseModel, read_gguf
from tiller.likelihood import answer_log_probabilities, pack
from tiller.model import Llama
from write_soft_prompt import SLOTS, vectors

TOKENS = 3
PROMPTS = [[5, 6, 7, 8], [9, 10, 11]]
ANSWERS = [[[12, 13, 14, 2], [15, 16]], [[17, 18, 19], [20, 2]]]


def soft_bank(base: BaseModel) -> Bank:
    """Two slots of random vectors."""
    bank = Bank(base.config, [Slot("shared", 1), Slot("own", 1)], (), start=base.tensors["token_embd.weight"][[3, 4, 5]])
    with torch.no_grad():
        for i, vectors in enumerate(bank.soft.values()):
            vectors.add_(torch.randn(vectors.shape, generator=torch.Generator().manual_seed(i)))
    return bank


def softened(base: BaseModel, prompts: list[list[int]]) -> list[list[int]]:
    return [[*range(base.config.vocabulary, base.config.vocabulary + TOKENS), *prompt] for prompt in prompts]


def scores(base: BaseModel, bank: Bank, coefficients: torch.Tensor) -> torch.Tensor:
    model = Llama(base)
    return answer_log_probabilities(model, pack(softened(base, PROMPTS), ANSWERS, torch.float32), model.mix(bank, coefficients), 0.8)


def test_a_row_reads_its_own_mixed_vectors_as_words(base: BaseModel) -> None:
    bank, c = soft_bank(base), torch.tensor([[1.0, 0.3], [0.5, -1.0]])
    ours = scores(base, bank, c)
    expected = []
    for row, (prompt, answers) in enumerate(zip(PROMPTS, ANSWERS)):
        own = c[row, 0] * bank.soft["shared"] + c[row, 1] * bank.soft["own"]
        model = Llama(base)
        model.embedding = torch.cat([model.embedding, own.detach()])
        expected.append(answer_log_probabilities(model, pack(softened(base, [prompt]), [answers], torch.float32), None, 0.8))
    torch.testing.assert_close(ours, torch.cat(expected), atol=2e-5, rtol=1e-5)


def test_a_fresh_soft_prompt_is_the_base_after_the_words_that_it_begins_with(base: BaseModel) -> None:
    words = [30, 31, 32]
    bank = Bank(base.config, [Slot("shared", 1), Slot("own", 1)], (), start=base.tensors["token_embd.weight"][words])
    model = Llama(base)
    said = answer_log_probabilities(model, pack([[*words, *prompt] for prompt in PROMPTS], ANSWERS, torch.float32), None, 0.8)
    torch.testing.assert_close(scores(base, bank, torch.tensor([[1.0, 0.0], [1.0, 1.7]])), said, atol=1e-6, rtol=1e-6)


def test_gradients_of_the_vectors_equal_finite_differences(base: BaseModel) -> None:
    bank, c = soft_bank(base), torch.tensor([[1.0, 0.3], [1.0, 0.7]])
    scores(base, bank, c).sum().backward()
    for parameter in bank.soft.values():
        assert_slope(parameter, lambda: scores(base, bank, c).double().sum())


def test_sampling_has_the_log_probabilities_of_one_pass(base: BaseModel) -> None:
    bank, c = soft_bank(base), torch.tensor([[1.0, 0.3], [0.5, -1.0]])
    model = Llama(base)
    prompts = softened(base, PROMPTS)
    drawn = generate(model, bank, prompts, c, samples=2, limit=5, temperature=0.8, generator=torch.Generator().manual_seed(1))
    answers = [[sample.tokens for sample in drawn if sample.prompt == i] for i in range(2)]
    again = answer_log_probabilities(model, pack(prompts, answers, torch.float32), model.mix(bank, c), 0.8)
    torch.testing.assert_close(torch.tensor([x for sample in drawn for x in sample.log_probabilities]), again, atol=2e-5, rtol=1e-4)


def test_folders_read_back_as_written_up_to_fp16(base: BaseModel, tmp_path: Path) -> None:
    bank = soft_bank(base)
    bank.export_peft(tmp_path)
    other = Bank(base.config, bank.slots, (), start=torch.zeros(TOKENS, base.config.width))
    other.import_peft(tmp_path)
    for name, written in bank.soft.items():
        assert torch.equal(other.soft[name], written.half().float())
    shorter = Bank(base.config, bank.slots, (), start=torch.zeros(2, base.config.width))
    with pytest.raises(ValueError, match=r"prompt_embeddings has shape \[3, 48\], expected \[2, 48\]"):
        shorter.import_peft(tmp_path)


def test_the_policy_mixes_as_clp_does_and_learns_faster() -> None:
    config = json.loads((ROOT / "models/runs/voice/config.json").read_text())
    policy = soft_prompt(config)
    assert [slot.name for slot in policy.slots] == ["soft-shared", "soft-brevity", "soft-richness", "soft-cheer"]
    assert (policy.hooks, policy.soft_tokens, policy.pace) == ((), 12, 10.0)
    assert policy.coefficients(torch.tensor([[0.5, 0.25, 0.25]])).tolist() == [[1.0, 0.5, 0.25, 0.25]]
    bundled = {key: value for key, value in config.items() if key != "soft_prompt"} | {"bank": {"rank": 8, "scale": 1.0}}
    assert (soft_prompt(bundled).soft_tokens, soft_prompt(bundled).pace) == (8, 1.0)


@pytest.fixture(scope="module")
def whole() -> BaseModel:
    return read_gguf(base_gguf())


@pytest.fixture(scope="module")
def causal(whole: BaseModel) -> LlamaForCausalLM:
    """The real architecture with the base's weights."""
    model = LlamaForCausalLM(transformers_config(whole))
    fill(model, whole)
    return model


def told() -> dict:
    return json.loads((ROOT / "models/fixtures/soft-prompt.json").read_text())


def test_peft_and_our_model_have_the_references_logits(whole: BaseModel, causal: LlamaForCausalLM, tmp_path: Path) -> None:
    fixture = told()
    count = fixture["vectors"]["tokens"]
    bank = Bank(whole.config, [Slot(name, 1) for name in SLOTS], (), start=torch.zeros(count, whole.config.width))
    with torch.no_grad():
        for name, own in zip(SLOTS, vectors(whole.config.width), strict=True):
            bank.soft[name].copy_(own)
    bank.export_peft(tmp_path)
    model = Llama(whole)
    soft = [whole.config.vocabulary + s for s in range(count)]
    tokens = torch.tensor([[*soft, *fixture["prompt"]]])
    n = tokens.shape[1]
    mask = torch.full((n, n), float("-inf")).triu(1)[None, None]

    @torch.no_grad()
    def logits(of: Bank, coefficients: list[float]) -> torch.Tensor:
        return model.logits(model.hidden(tokens, torch.arange(n)[None], mask, model.mix(of, torch.tensor([coefficients]))))[0]

    for case in fixture["cases"]:
        ours = logits(bank, case["coefficients"])[case["positions"]][:, fixture["indices"]]
        torch.testing.assert_close(ours, torch.tensor(case["logits"]), atol=1e-3, rtol=0)
        # One adapter of peft for the mix, as peft itself adds up no soft prompts; in half precision, which our model reads then too.
        mix = Bank(whole.config, [Slot("mix", 1)], (), start=torch.einsum("s,stw->tw", torch.tensor(case["coefficients"]), vectors(whole.config.width)))
        mix.export_peft(tmp_path)
        mix.import_peft(tmp_path)
        with torch.no_grad():
            wrapped = with_adapter(causal, tmp_path / "mix")
            theirs = wrapped(torch.tensor([fixture["prompt"]])).logits[0]
        assert len(theirs) == n
        torch.testing.assert_close(theirs, logits(mix, [1.0]), atol=2e-3, rtol=0)


def test_every_slot_loads_in_peft(whole: BaseModel, causal: LlamaForCausalLM, tmp_path: Path) -> None:
    bank = Bank(whole.config, [Slot(name, 1) for name in SLOTS], (), start=torch.zeros(4, whole.config.width))
    with torch.no_grad():
        for name, own in zip(SLOTS, vectors(whole.config.width), strict=True):
            bank.soft[name].copy_(own[:4])
    bank.export_peft(tmp_path)
    for name, own in zip(SLOTS, vectors(whole.config.width), strict=True):
        wrapped = with_adapter(causal, tmp_path / name)
        assert torch.equal(wrapped.get_prompt(1)[0].float(), own[:4])
