"""Gradients against finite differences."""

from __future__ import annotations

from collections.abc import Callable

import torch


def assert_slope(parameter: torch.nn.Parameter, total: Callable[[], torch.Tensor]) -> None:
    """Along a random direction the gradient in `parameter` is the central difference of `total`, a float64 sum."""
    direction = torch.randn(parameter.shape, generator=torch.Generator().manual_seed(1))
    slope = (parameter.grad * direction).sum()
    step = 2e-3
    with torch.no_grad():
        parameter += step * direction
        above = total()
        parameter -= 2 * step * direction
        below = total()
        parameter += step * direction
    torch.testing.assert_close(slope, ((above - below) / (2 * step)).float(), atol=0.02, rtol=0.02)
