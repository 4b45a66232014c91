"""The stored gradients, which the page's trainer is tested against, are made again; and autograd's are slopes of the loss."""

import json

import numpy as np
import torch
from reference import ROOT
from tiller.gguf import read_gguf
from tiller.model import Llama
from write_gradients import CASES, gradients, make_parameters, told

FIXTURES = ROOT / "models/fixtures"


def test_the_stored_gradients_of_the_head_are_made_again():
    index = json.loads((FIXTURES / "gradients.json").read_text())
    case = next(case for case in index["cases"] if case["id"] == "head")
    model = Llama(read_gguf())
    loss, logp, found = gradients(model, index["rows"], make_parameters(model.config, *CASES["head"]), *CASES["head"])
    stored = torch.from_numpy(np.fromfile(FIXTURES / "gradients.bin", "<f4", offset=4 * case["offset"]))
    assert abs(loss - case["loss"]) < 1e-3
    torch.testing.assert_close(logp, stored[: len(logp)], atol=1e-4, rtol=0)
    at = len(logp)
    for name, gradient in found.items():
        again = told(name, gradient)
        # To 1e-4 of the largest entry; projections are sums over all of them.
        torch.testing.assert_close(again, stored[at : at + len(again)], atol=1e-4 * float(gradient.norm()), rtol=0)
        at += len(again)


def test_gradients_are_slopes_of_the_loss(base):
    """Central differences of every kind of matrix, on a model of two layers."""
    model = Llama(base)
    rows = [
        {"prompt": [5, 9, 4], "answer": [7, 2], "columns": [1.0, 1.0, 0.3, 0.3, 0.7, 0.7], "weights": [0.5, -1.0]},
        {"prompt": [5, 9, 4], "answer": [11, 3, 2], "columns": [1.0, 1.0, 0.3, 0.3, 0.7, 0.7], "weights": [1.0, 0.2, 0.4]},
        {"prompt": [8], "answer": [2], "columns": [1.0, 1.0, 1.0, 1.0, 0.0, 0.0], "weights": [-0.7]},
    ]
    case = CASES["everything"]
    values = make_parameters(base.config, *case)
    _, _, found = gradients(model, rows, values, *case)
    assert set(found) == set(values)
    step = 1e-2
    for name in ("layers.0.qkv.a", "layers.1.o.b", "layers.0.gateUp.b", "layers.1.down.a", "head.b", "soft"):
        norm = float(found[name].norm())
        move = found[name] * (step / norm)
        ahead, behind = (gradients(model, rows, {**values, name: values[name] + sign * move}, *case)[0] for sign in (1, -1))
        assert abs((ahead - behind) / (2 * step) / norm - 1) < 2e-2, name
