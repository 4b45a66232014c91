"""Print the golden values of src/math/fit-logistic.test.ts: penalised logistic regression by L-BFGS on the weights, in float64.

    python models/fit_logistic.py
"""

from __future__ import annotations

import math

import torch

ROWS, COLUMNS = 9, 14
LABELS = (1.0, 0.0, 1.0, 1.0, 0.0, 0.0, 1.0, 0.0, 1.0)


def fit(penalty: float, with_intercept: bool) -> tuple[list[float], float, float]:
    """Weights, intercept and the sum of losses with the penalty."""
    x = torch.tensor([[math.sin(1.7 * i + 0.9 * k * k + 0.3 * i * k) for k in range(COLUMNS)] for i in range(ROWS)], dtype=torch.float64)
    y = torch.tensor(LABELS, dtype=torch.float64)
    weights = torch.zeros(COLUMNS, dtype=torch.float64, requires_grad=True)
    intercept = torch.zeros(1, dtype=torch.float64, requires_grad=with_intercept)
    optimizer = torch.optim.LBFGS([weights, intercept] if with_intercept else [weights], max_iter=2000, tolerance_grad=1e-13, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        loss = torch.nn.functional.binary_cross_entropy_with_logits(x @ weights + intercept, y, reduction="sum") + penalty * (weights * weights).sum() / 2
        loss.backward()
        return loss

    for _ in range(5):
        optimizer.step(closure)
    return weights.tolist(), intercept.item(), closure().item()


if __name__ == "__main__":
    for penalty in (0.05, 1.0):
        for with_intercept in (True, False):
            weights, intercept, loss = fit(penalty, with_intercept)
            print(penalty, with_intercept, [round(value, 7) for value in weights[:4]], round(intercept, 7), round(loss, 9))
