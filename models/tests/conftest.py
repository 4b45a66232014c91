"""Lets tests import the modules of models/, and reads the base model once for all of them."""

import sys
from pathlib import Path

import pytest

MODELS = Path(__file__).resolve().parents[1]
if str(MODELS) not in sys.path:
    sys.path.insert(0, str(MODELS))


@pytest.fixture(scope="session")
def reference_model():
    """The base model in plain PyTorch: several seconds and 1 GB."""
    import torch
    from reference import ReferenceModel, base_gguf

    torch.set_num_threads(min(torch.get_num_threads(), 2))
    return ReferenceModel(base_gguf())
