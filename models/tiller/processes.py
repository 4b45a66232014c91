"""Several processes that train one policy together, as `accelerate launch` (or torchrun) starts them. With one process nothing happens."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import TypeVar

import torch
from torch import distributed, nn

T = TypeVar("T")


def join_processes() -> None:
    """Join the group that the launcher's environment describes (RANK, WORLD_SIZE, MASTER_ADDR, MASTER_PORT), if there is one."""
    if int(os.environ.get("WORLD_SIZE", "1")) > 1 and not distributed.is_initialized():
        distributed.init_process_group("gloo")


def is_first() -> bool:
    """Whether this process writes logs and state."""
    return not distributed.is_initialized() or distributed.get_rank() == 0


def own_share(items: Sequence[T]) -> Sequence[T]:
    """The items that fall to this process: every n-th, from its rank on."""
    if not distributed.is_initialized():
        return items
    return items[distributed.get_rank() :: distributed.get_world_size()]


def total(value: float) -> float:
    """The sum of a number over all processes."""
    if not distributed.is_initialized():
        return value
    tensor = torch.tensor(value, dtype=torch.float64)
    distributed.all_reduce(tensor)
    return tensor.item()


def sum_gradients(parameters: Iterable[nn.Parameter]) -> None:
    """Add up the gradients of all processes; a loss that each divides by the `total` count then has the joined batch's gradient."""
    if not distributed.is_initialized():
        return
    for parameter in parameters:
        if parameter.grad is None:
            parameter.grad = torch.zeros_like(parameter)
        distributed.all_reduce(parameter.grad)
