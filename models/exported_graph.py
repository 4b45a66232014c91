"""The inputs of a graph that `npm run export:onnx` wrote with adapters."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from safetensors.numpy import load_file


def adapter_inputs(path: Path, coefficients: np.ndarray) -> dict[str, np.ndarray]:
    """What adapters.safetensors beside the graph holds, and the coefficients of each position ([positions, slots]) by hook. All logits are wanted."""
    tensors = load_file(path.parent / "adapters.safetensors")
    slots = {name: tensors.pop(name) for name in list(tensors) if name.startswith("slots.")}
    return tensors | {name.replace("slots.", "coefficients."): (coefficients @ expansion).astype(np.float32) for name, expansion in slots.items()}
