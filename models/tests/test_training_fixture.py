"""The numbers that the recipe in TypeScript is tested against are still those of this folder's code."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

import write_training


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every number, word and truth of nested lists and objects, with where it is."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, f"{path}.{key}")
    elif isinstance(value, list):
        yield path, len(value)
        for i, inner in enumerate(value):
            yield from leaves(inner, f"{path}.{i}")
    else:
        yield path, value


@pytest.mark.parametrize("part", ["adam", "adamw", "losses", "utilities", "groups", "prices", "batches", "guided"])
def test_a_part_of_the_fixture_is_what_the_code_says(part: str) -> None:
    written = dict(leaves(json.loads(write_training.PLACE.read_text())[part]))
    made = dict(leaves(getattr(write_training, part)()))
    assert made.keys() == written.keys()
    for place, value in made.items():
        expected = pytest.approx(written[place], abs=1e-5) if isinstance(value, float) else written[place]
        assert value == expected, place
