"""The tokenizer and the chat format, built from the GGUF's own metadata."""

from __future__ import annotations

from typing import Any

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

CONTROL = 3  # llama.cpp's token type of a special token
SYSTEM_PROMPT = "Answer in two or three sentences."


class ChatTokenizer:
    """Byte-level BPE with single digits, and the ChatML prompt of the pack.

    system: what stands before every prompt that says nothing else.
    """

    def __init__(self, metadata: dict[str, Any], system: str = SYSTEM_PROMPT) -> None:
        self.system = system
        if (kind := metadata["tokenizer.ggml.model"]) != "gpt2":
            raise ValueError(f"tokenizer.ggml.model is {kind!r}, expected 'gpt2' (byte-level BPE)")
        tokens: list[str] = metadata["tokenizer.ggml.tokens"]
        merges = [tuple(merge.split(" ", 1)) for merge in metadata["tokenizer.ggml.merges"]]
        self.inner = Tokenizer(models.BPE({token: i for i, token in enumerate(tokens)}, merges, ignore_merges=False))
        self.inner.pre_tokenizer = pre_tokenizers.Sequence(
            [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)]
        )
        self.inner.decoder = decoders.ByteLevel()
        special = [token for token, kind in zip(tokens, metadata["tokenizer.ggml.token_type"]) if kind == CONTROL]
        self.inner.add_special_tokens([AddedToken(token, special=True, normalized=False) for token in special])
        self.eos: int = metadata["tokenizer.ggml.eos_token_id"]
        self.stops = frozenset({self.eos, 0})

    def encode(self, text: str) -> list[int]:
        """Token ids of a text; special tokens written in it are recognised."""
        return self.inner.encode(text, add_special_tokens=False).ids

    def decode(self, tokens: list[int]) -> str:
        """The text of token ids without special tokens, stripped of surrounding white space."""
        return self.inner.decode(tokens, skip_special_tokens=True).strip()

    def body(self, tokens: list[int]) -> list[int]:
        """The tokens of an answer without its stop token."""
        return [t for t in tokens if t not in self.stops]

    def chat(self, prompt: str, system: str | None = None) -> list[int]:
        """Token ids of a one-turn ChatML conversation, up to where the answer starts."""
        system = self.system if system is None else system
        return self.encode(f"<|im_start|>system\n{system}<|im_end|>\n<|im_start|>user\n{prompt}<|im_end|>\n<|im_start|>assistant\n")
