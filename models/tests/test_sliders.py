"""Sliders' vectors against Gram-Schmidt by hand and torch.linalg.qr, what the watch sees under a shift, and which scale is chosen."""

from __future__ import annotations

import torch

from sliders import choose, search, without
from steering_vectors import Watch
from tiller.gguf import BaseModel
from tiller.likelihood import pack
from tiller.model import Llama


def orthogonal(vectors: torch.Tensor) -> torch.Tensor:
    """One after another, as main does. vectors: [layers, count, width]."""
    made = vectors[:, :0]
    for i in range(vectors.shape[1]):
        made = torch.cat([made, without(vectors[:, i], made)[:, None]], dim=1)
    return made


def test_gram_schmidt_by_hand() -> None:
    vectors = torch.tensor([[[3.0, 0.0, 0.0], [4.0, 2.0, 0.0], [1.0, 6.0, 5.0]]])
    assert torch.equal(orthogonal(vectors), torch.tensor([[[3.0, 0.0, 0.0], [0.0, 2.0, 0.0], [0.0, 0.0, 5.0]]]))


def test_is_the_qr_decomposition_in_every_layer() -> None:
    vectors = torch.randn(30, 3, 576, generator=torch.Generator().manual_seed(3), dtype=torch.double)
    made = orthogonal(vectors)
    q, r = torch.linalg.qr(vectors.transpose(1, 2))
    expected = (q * r.diagonal(dim1=1, dim2=2)[:, None]).transpose(1, 2)
    assert torch.allclose(made, expected, atol=1e-10)
    products = made @ made.transpose(1, 2)
    assert (products - torch.diag_embed(products.diagonal(dim1=1, dim2=2))).abs().max() < 1e-10


def test_a_slider_at_scale_zero_takes_nothing_from_later_ones() -> None:
    vectors = torch.tensor([[1.0, 2.0]])
    assert torch.equal(without(vectors, torch.zeros(1, 1, 2)), vectors)


def test_the_scale_is_the_best_within_the_limit() -> None:
    trials = [
        {"scale": 0.0, "utility": 1.0, "kl": 0.0},
        {"scale": 1.0, "utility": 1.5, "kl": 9.0},
        {"scale": 2.0, "utility": 1.4, "kl": 12.0},
        {"scale": 4.0, "utility": 3.0, "kl": 40.0},
    ]
    assert choose(trials, 14.0) == 1.0
    assert choose(trials, 50.0) == 4.0
    assert choose(trials, 5.0) == 0.0


def test_scales_are_tried_up_to_the_limit_and_then_near_it() -> None:
    def tried(scales: list[float], kl_limit: float) -> list[float]:
        return [trial["scale"] for trial in search(lambda scale: {"scale": scale, "utility": 0.0, "kl": scale**2}, scales, kl_limit, 3)]

    assert tried([1.0, 2.0, 4.0, 8.0], 7.0) == [0.0, 1.0, 2.0, 4.0, 3.0, 2.5, 2.75]
    assert tried([1.0, 2.0], 7.0) == [0.0, 1.0, 2.0]
    assert tried([4.0], 0.3) == [0.0, 4.0, 2.0, 1.0, 0.5]


def test_a_constant_shift_cancels_in_its_own_layer_and_counts_in_the_next(base: BaseModel) -> None:
    """A difference of means does not see what is added to both; deeper layers see a shifted stream."""
    model = Llama(base)
    packed = pack([[5, 6, 7]], [[[8, 9, 2], [10, 11, 12, 2]]], model.dtype)
    weight = torch.zeros(1, len(packed.tokens))
    first = len(packed.tokens) - len(packed.target)
    weight[0, first : first + 3], weight[0, first + 3 :] = 1 / 3, -1 / 4

    def sums(shift: torch.Tensor | None) -> torch.Tensor:
        watch = Watch(2, 48, weight, shift)
        with torch.no_grad():
            model.hidden(packed.tokens[None], packed.positions[None], packed.layout, watch)
        return watch.sums

    shift = torch.randn(2, 48, generator=torch.Generator().manual_seed(1))
    plain, shifted = sums(None), sums(shift)
    assert torch.allclose(plain[0], shifted[0], atol=1e-6)
    assert (plain[1] - shifted[1]).abs().max() > 1e-3
