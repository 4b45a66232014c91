"""A learned reward: a LoRA slot and a linear head on the policy's own base. What it approves of is sigmoid(head . last hidden state)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import nn

from tiller.bank import Bank, Slot
from tiller.likelihood import pack
from tiller.model import Llama

LEARNED = "approval"
SLOT = "rm"
SCORE = "base_model.model.score.weight"
TOKENS_A_BATCH = 4096


class RewardModel(nn.Module):
    """The slot `rm` and the head's weight [1, width]. A text is [its tokens, the stop token], without a chat template."""

    def __init__(self, model: Llama, rank: int, seed: int = 0) -> None:
        super().__init__()
        self.model = model
        self.bank = Bank(model.config, [Slot(SLOT, rank)], seed=seed)
        self.head = nn.Parameter(torch.zeros(1, model.config.width))

    def values(self, texts: Sequence[Sequence[int]]) -> torch.Tensor:
        """The head's value of every text ([texts]): the log-odds that it is approved of."""
        whole = [[*text, self.model.config.eos] for text in texts]
        packed = pack(whole, [[] for _ in whole], self.model.dtype)
        mixed = self.model.mix(self.bank, torch.ones(len(whole), 1))
        hidden = self.model.hidden(packed.tokens[None], packed.positions[None], packed.layout, mixed.per_token(packed.group))[0]
        last = torch.tensor([len(text) for text in whole]).cumsum(dim=0) - 1
        return hidden[last].float() @ self.head[0]

    @torch.no_grad()
    def score(self, texts: Sequence[Sequence[int]]) -> list[float]:
        """The approval of every text, in [0, 1]; any number of texts."""
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        scores = [0.0] * len(texts)
        start = 0
        while start < len(order):
            end = start + 1
            while end < len(order) and (end + 1 - start) * (len(texts[order[end]]) + 1) <= TOKENS_A_BATCH:
                end += 1
            for i, value in zip(order[start:end], self.values([texts[i] for i in order[start:end]]).sigmoid().tolist()):
                scores[i] = value
            start = end
        return scores

    def export_peft(self, folder: Path) -> None:
        """Write folder/rm/ as PEFT stores a sequence classifier with one label: the LoRA and the head among `modules_to_save`."""
        self.bank.export_peft(folder)
        target = folder / SLOT
        file = target / "adapter_model.safetensors"
        save_file({**load_file(file), SCORE: self.head.detach().half()}, file, metadata={"format": "pt"})
        file.chmod(0o644)
        described = json.loads((target / "adapter_config.json").read_text())
        described |= {"task_type": "SEQ_CLS", "modules_to_save": ["score"]}
        (target / "adapter_config.json").write_text(json.dumps(described, indent=2) + "\n")

    @classmethod
    def read(cls, model: Llama, folder: Path) -> RewardModel:
        """Read what `export_peft` wrote into folder/rm/."""
        rank = json.loads((folder / SLOT / "adapter_config.json").read_text())["r"]
        made = cls(model, rank)
        made.bank.import_peft(folder)
        made.head.data = load_file(folder / SLOT / "adapter_model.safetensors")[SCORE].float()
        return made.requires_grad_(False)
