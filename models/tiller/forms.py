"""Candidates that the base hardly ever writes: its own sentences set as a list, numbered or bulleted, after one opening line."""

from __future__ import annotations

import re

from tiller.tokenizer import ChatTokenizer

OPENING = "Here is a short answer:"  # the same for both lists: what a list begins with does not say which list it will be
MARKS = {"numbered": "{}. ", "bulleted": "- "}
ITEMS = (2, 3)
LONGEST_ITEM = 110  # characters: three items and the opening fit into 64 tokens most of the time


def lists_of(text: str, tokenizer: ChatTokenizer, limit: int) -> list[list[int]]:
    """The answer's first sentences as lists of two and of three items, with the stop token; nothing where they are too long or too few."""
    sentences = [s.strip() for s in re.split(r"(?<=[.!?])\s+", text.replace("\n", " ")) if s.strip().endswith((".", "!", "?"))]
    made: list[list[int]] = []
    for count in ITEMS:
        chosen = sentences[:count]
        if len(chosen) < count or any(len(s) > LONGEST_ITEM for s in chosen):
            continue
        for mark in MARKS.values():
            lines = [OPENING, *(mark.format(i + 1) + sentence for i, sentence in enumerate(chosen))]
            tokens = [*tokenizer.encode("\n".join(lines)), tokenizer.eos]
            if len(tokens) <= limit:
                made.append(tokens)
    return made
