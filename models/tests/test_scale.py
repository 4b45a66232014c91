"""The arithmetic of docs/scale.md, held to what is known of the published base."""

from __future__ import annotations

from scale import SIZES, table

from tiller.gguf import ROOT


def test_parameters_are_those_of_the_published_models() -> None:
    small, one, eight = SIZES
    norms = 61 * small.width
    assert small.parameters + norms == 134_515_008
    assert abs(one.parameters / 1.236e9 - 1) < 1e-3
    assert abs(eight.parameters / 8.03e9 - 1) < 1e-3


def test_a_slot_is_as_large_as_its_file_says() -> None:
    stored_three_times = 2 * SIZES[0].layers * 4 * SIZES[0].width  # PEFT keeps the one A of q, k and v for each of them
    assert 2 * (SIZES[0].slot + stored_three_times) == 921_600


def test_the_document_shows_what_the_script_prints() -> None:
    assert table() in (ROOT / "docs/scale.md").read_text(encoding="utf-8")
