"""Every published adapter loads in the real `peft`, on the real architecture, and gives the logits of the app's engine."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch
from peft import PeftModel
from exported_graph import adapter_inputs
from reference import ROOT, base_gguf
from transformers import LlamaConfig, LlamaForCausalLM, LlamaForSequenceClassification

from tiller.bundle import unpack
from tiller.gguf import BaseModel, read_gguf
from tiller.model import Llama
from tiller.reward_model import SLOT, RewardModel
from tiller.tokenizer import ChatTokenizer

PUBLIC = ROOT / "public/models"
ADAPTERS = sorted(path.parent for path in PUBLIC.glob("*/adapters/*/adapter_config.json"))
LEARNED = [folder for folder in ADAPTERS if folder.name == SLOT]
STEERING = [folder for folder in ADAPTERS if folder.name != SLOT]
PARTS = {
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
    "input_layernorm": "attn_norm",
    "post_attention_layernorm": "ffn_norm",
}


@pytest.fixture(scope="module")
def base() -> BaseModel:
    return read_gguf(base_gguf())


def transformers_config(base: BaseModel, **more: int) -> LlamaConfig:
    c = base.config
    return LlamaConfig(
        vocab_size=c.vocabulary,
        hidden_size=c.width,
        intermediate_size=c.mlp_width,
        num_hidden_layers=c.layers,
        num_attention_heads=c.heads,
        num_key_value_heads=c.kv_heads,
        rms_norm_eps=c.norm_epsilon,
        rope_parameters={"rope_type": "default", "rope_theta": c.rope_base},
        tie_word_embeddings=True,
        attn_implementation="eager",
        **more,
    )


def fill(model: torch.nn.Module, base: BaseModel) -> None:
    """The dequantised base's weights, as transformers names them."""
    state = {"model.embed_tokens.weight": base.tensors["token_embd.weight"], "model.norm.weight": base.tensors["output_norm.weight"]}
    for layer in range(base.config.layers):
        for theirs, ours in PARTS.items():
            state[f"model.layers.{layer}.{theirs}.weight"] = base.tensors[f"blk.{layer}.{ours}.weight"]
    missing, unexpected = model.load_state_dict(state, strict=False)
    assert not unexpected and all(name in ("lm_head.weight", "score.weight") for name in missing)
    model.eval()


def with_adapter(model: torch.nn.Module, folder: Path) -> PeftModel:
    return PeftModel.from_pretrained(model, folder).eval()


@pytest.fixture(scope="module")
def causal(base: BaseModel) -> LlamaForCausalLM:
    """The real architecture with the base's weights; tests wrap it and take their adapter off again."""
    model = LlamaForCausalLM(transformers_config(base))
    fill(model, base)
    return model


Engine = Callable[[np.ndarray], np.ndarray]


def open_engine(base: BaseModel, slots: list[Path], out: Path) -> Engine:
    """The app's graph with these adapters as slots of one bank: rows of coefficients [rows, slots] to logits [rows, tokens, vocabulary]."""
    command = ["npx", "tsx", "scripts/export-onnx.ts", "--context", "64", "--out", str(out / "onnx")]
    for i, folder in enumerate(slots):
        (out / f"slot-{i}").symlink_to(folder)
        command += ["--slot", str(out / f"slot-{i}")]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    session = onnxruntime.InferenceSession(out / "onnx/model.onnx", providers=["CPUExecutionProvider"])
    names = {each.name: each for each in session.get_inputs()}
    heads, size = (names[next(name for name in names if name.startswith("past_"))].shape[i] for i in (1, 3))
    tokens = prompt(base)
    count = len(tokens)

    def logits(coefficients: np.ndarray) -> np.ndarray:
        rows = len(coefficients)
        feeds = {
            "tokens": np.array(tokens * rows, np.int64),
            "shape": np.array([rows, count, -1], np.int64),
            "lengths": np.full(rows, count - 1, np.int32),
            "total": np.array([count], np.int32),
            **adapter_inputs(out / "onnx/model.onnx", np.repeat(coefficients.astype(np.float32), count, axis=0)),
            "logit_index": np.arange(rows * count, dtype=np.int64),
            **{name: np.zeros((rows, heads, 0, size), np.float32) for name in names if name.startswith("past_")},
        }
        return session.run(["logits"], feeds)[0].reshape(rows, count, -1)

    return logits


@pytest.fixture(scope="module")
def engine(base: BaseModel, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """With all published adapters."""
    return open_engine(base, STEERING, tmp_path_factory.mktemp("engine"))


@pytest.fixture(scope="module")
def engine_logits(engine: Engine) -> dict[Path, np.ndarray]:
    """Of each adapter alone."""
    return dict(zip(STEERING, engine(np.eye(len(STEERING))), strict=True))


def prompt(base: BaseModel) -> list[int]:
    return ChatTokenizer(base.metadata).encode("Describe a garden after the rain. The garden")


@pytest.mark.parametrize("folder", STEERING, ids=lambda folder: f"{folder.parts[-3]}/{folder.name}")
def test_an_adapter_gives_peft_the_engines_logits(
    base: BaseModel, causal: LlamaForCausalLM, engine_logits: dict[Path, np.ndarray], folder: Path
) -> None:
    tokens = torch.tensor([prompt(base)])
    with torch.no_grad():
        plain = causal(tokens).logits[0]
        wrapped = with_adapter(causal, folder)
        steered = wrapped(tokens).logits[0]
        wrapped.unload()
    torch.testing.assert_close(steered, torch.from_numpy(engine_logits[folder]), atol=2e-3, rtol=0)
    assert (steered - plain).abs().max() > 0.05, "the adapter changes something"


MIXES = {
    "a soup": {"rs-brevity": 0.5, "rs-richness": 0.3, "rs-cheer": 0.2},
    "CLP on all linears": {"clp-full-shared": 1, "clp-full-brevity": 0.2, "clp-full-richness": 0.2, "clp-full-cheer": 0.6},
    "CLP on the head": {"clp-logit-shared": 1, "clp-logit-brevity": 0.7, "clp-logit-cheer": 0.3},
    "steering vectors": {"steering-brevity": 3, "steering-richness": 0, "steering-cheer": 3},
}


@pytest.mark.parametrize("coefficients", MIXES.values(), ids=MIXES)
def test_a_downloaded_mix_gives_peft_the_engines_logits(
    base: BaseModel,
    causal: LlamaForCausalLM,
    engine: Engine,
    tmp_path: Path,
    coefficients: dict[str, float],
) -> None:
    command = ["npx", "tsx", "scripts/export-mix.ts", "--out", str(tmp_path / "mix")]
    row = np.zeros((1, len(STEERING)))
    for name, coefficient in coefficients.items():
        folder = PUBLIC / "voice/adapters" / name
        row[0, STEERING.index(folder)] = coefficient
        command += ["--slot", str(folder), "--coefficient", str(coefficient)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    with torch.no_grad():
        wrapped = with_adapter(causal, tmp_path / "mix")
        mixed = wrapped(torch.tensor([prompt(base)])).logits[0]
        wrapped.unload()
    torch.testing.assert_close(mixed, torch.from_numpy(engine(row)[0]), atol=2e-3, rtol=0)


def test_adapters_of_the_workshop_give_peft_the_engines_logits(base: BaseModel, causal: LlamaForCausalLM, tmp_path: Path) -> None:
    subprocess.run(["npx", "tsx", "models/tests/workshop_bundle.ts", "--out", str(tmp_path / "mine.zip")], cwd=ROOT, check=True, capture_output=True)
    slots = sorted(unpack(tmp_path / "mine.zip", tmp_path / "mine").adapters.iterdir())
    assert [slot.name for slot in slots] == ["clp-brevity", "clp-richness", "clp-shared"]
    tokens = torch.tensor([prompt(base)])
    by_engine = torch.from_numpy(open_engine(base, slots, tmp_path)(np.eye(len(slots))))
    with torch.no_grad():
        plain = causal(tokens).logits[0]
        for slot, theirs in zip(slots, by_engine, strict=True):
            wrapped = with_adapter(causal, slot)
            torch.testing.assert_close(wrapped(tokens).logits[0], theirs, atol=2e-3, rtol=0)
            wrapped.unload()
            assert (theirs - plain).abs().max() > 0.05, "the adapter changes something"


@pytest.mark.parametrize("folder", LEARNED, ids=lambda folder: folder.parts[-3])
def test_the_learned_reward_gives_peft_the_trainers_value(base: BaseModel, folder: Path) -> None:
    tokenizer = ChatTokenizer(base.metadata)
    model = LlamaForSequenceClassification(transformers_config(base, num_labels=1, pad_token_id=0))
    fill(model, base)
    reward_model = RewardModel.read(Llama(base), folder.parent)
    theirs = with_adapter(model, folder)
    for text in ("A wonderful, moving film.", "A dull mess."):
        tokens = tokenizer.encode(text)
        with torch.no_grad():
            value = theirs(torch.tensor([[*tokens, base.config.eos]])).logits[0, 0]
            torch.testing.assert_close(value, reward_model.values([tokens])[0], atol=2e-3, rtol=0)


def served_in_8_bits(pack: Path) -> set[str]:
    """Slots that are rounded on purpose: all of a pack of the workshop's, and of another those of policies whose front says what rounding changed."""
    described = json.loads((pack / "pack.json").read_text())
    if (ROOT / "models/workshop" / pack.name).is_dir():
        return {slot["id"] for slot in described["slots"]}
    rounded = {one["policy"] for one in json.loads((pack / "front.json").read_text()).get("eightBits", {}).get("policies", [])}
    return {point["slot"] for policy in described["policies"] if policy["id"] in rounded for point in policy["points"]}


def test_every_adapter_is_fp16_or_rounded_on_purpose_and_says_what_base_it_is_for() -> None:
    assert ADAPTERS
    for folder in ADAPTERS:
        described = json.loads((folder / "adapter_config.json").read_text())
        assert described["base_model_name_or_path"] == "HuggingFaceTB/SmolLM2-135M-Instruct"
        header = (folder / "adapter_model.safetensors").read_bytes()
        size = int.from_bytes(header[:8], "little")
        kinds = {entry["dtype"] for name, entry in json.loads(header[8 : 8 + size]).items() if name != "__metadata__"}
        assert kinds == {"F8_E4M3" if folder.name in served_in_8_bits(folder.parents[1]) else "F16"}, folder
