"""The learned reward on the small random base, and steering vectors as a bias."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from reward_model import wilson
from safetensors.torch import load_file
from steering_vectors import ShiftBank, Watch

from tiller.gguf import BaseModel
from tiller.likelihood import pack
from tiller.model import Llama
from tiller.reward_model import SCORE, RewardModel


def trained(base: BaseModel) -> RewardModel:
    reward_model = RewardModel(Llama(base), 3)
    with torch.no_grad():
        for parameter in (*reward_model.bank.b.values(), reward_model.head):
            parameter.normal_(std=0.3, generator=torch.Generator().manual_seed(parameter.numel()))
    return reward_model


def test_a_text_has_the_same_value_alone_and_among_others(base: BaseModel) -> None:
    reward_model = trained(base)
    texts = [[5, 6, 7], [8], [9, 10, 11, 12, 13]]
    together = reward_model.values(texts)
    for text, value in zip(texts, together):
        torch.testing.assert_close(reward_model.values([text])[0], value, atol=1e-5, rtol=0)
    assert reward_model.score(texts) == pytest.approx(together.sigmoid().tolist(), abs=1e-6)
    assert together.std() > 0.01


def test_the_published_reward_model_is_the_trained_one(base: BaseModel, tmp_path: Path) -> None:
    reward_model = trained(base)
    reward_model.export_peft(tmp_path)
    described = json.loads((tmp_path / "rm/adapter_config.json").read_text())
    assert described["task_type"] == "SEQ_CLS" and described["modules_to_save"] == ["score"]
    assert load_file(tmp_path / "rm/adapter_model.safetensors")[SCORE].shape == (1, base.config.width)
    again = RewardModel.read(reward_model.model, tmp_path)
    assert again.score([[5, 6, 7], [8]]) == pytest.approx(reward_model.score([[5, 6, 7], [8]]), abs=1e-3)


def test_the_interval_of_a_share_is_wilsons() -> None:
    # 81 of 100, computed with statsmodels.stats.proportion.proportion_confint(81, 100, method="wilson")
    assert wilson(81, 100) == pytest.approx((0.72224, 0.87485), abs=2e-4)


def test_vectors_are_added_to_the_attention_output_of_every_layer(base: BaseModel) -> None:
    model = Llama(base)
    packed = pack([[5, 6, 7, 8]], [[]], torch.float32)
    arguments = (packed.tokens[None], packed.positions[None], packed.layout)
    vectors = torch.randn(base.config.layers, 2, base.config.width, generator=torch.Generator().manual_seed(2))
    steered = model.hidden(*arguments, ShiftBank(vectors).mix(torch.tensor([[0.5, 0.0]]), torch.float32))
    assert torch.equal(model.hidden(*arguments, ShiftBank(vectors).mix(torch.zeros(1, 2), torch.float32)), model.hidden(*arguments))
    assert (steered - model.hidden(*arguments)).abs().max() > 0.05
    # what the watch sees at the first layer moves by nothing: the shift comes after it
    watch = Watch(base.config.layers, base.config.width, torch.full((1, 4), 0.25))
    model.hidden(*arguments, watch)
    assert watch.sums.shape == (base.config.layers, 1, base.config.width) and watch.sums.abs().max() > 0
