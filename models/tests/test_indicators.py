"""The indicators of src/math against independent implementations (moocore, the reference hypervolume code of the field; NumPy).

The constants are pinned in src/math/hypervolume.test.ts; `npx tsx` then runs the TypeScript on random points and both sides are compared.
"""

import json
import math
import subprocess
from pathlib import Path

import numpy as np
import pytest

moocore = pytest.importorskip("moocore", reason="moocore is in requirements.txt")

ROOT = Path(__file__).resolve().parents[2]

PROGRAM = """
import { aboveChord } from './src/math/chord.ts';
import { hypervolume } from './src/math/hypervolume.ts';
import { dominatedShare, paretoFront } from './src/math/pareto-front.ts';
import { measuredGrid } from './src/math/simplex.ts';
import { quantile, spearman } from './src/math/statistics.ts';
import { expectedUtility, maximumUtilityLoss, meanInnerProduct, meanRegret } from './src/math/utility.ts';
import { readFileSync } from 'node:fs';
const { clouds, reference, fronts } = JSON.parse(readFileSync(0, 'utf8'));
const utilities = fronts.map(({ one, other }) => {
  const grid = measuredGrid(one[0].length);
  return {
    grid,
    expected: expectedUtility(one, grid),
    loss: maximumUtilityLoss(one, [...one, ...other], grid),
    inner: meanInnerProduct(one, grid),
    regret: meanRegret(one, other, grid),
    dominated: dominatedShare(one, other),
    chord: aboveChord(one, grid),
  };
});
const answers = clouds.map((points) => {
  const width = points[0].length;
  const columns = points[0].map((_, i) => points.map((point) => point[i]));
  return {
    hypervolume: hypervolume(points, reference.slice(0, width)),
    front: paretoFront(points),
    spearman: spearman(columns[0], columns[1]),
    quantile: quantile(columns[0], 0.025),
  };
});
console.log(JSON.stringify({ answers, utilities }));
"""


def hypervolume(points: np.ndarray, reference: list[float]) -> float:
    """Hypervolume of maximised points [n, d]: moocore minimises, so both signs flip."""
    return float(moocore.hypervolume(-points, ref=-np.asarray(reference[: points.shape[1]])))


def golden_points() -> np.ndarray:
    """The 40 points of hypervolume.test.ts: fractional parts of i times phi, sqrt 2, sqrt 3, for i = 1..40. Shape [40, 3]."""
    steps = np.array([(1 + math.sqrt(5)) / 2, math.sqrt(2), math.sqrt(3)])
    return np.modf(np.arange(1, 41)[:, None] * steps)[0]


def test_pinned_constants_are_those_of_moocore() -> None:
    points = golden_points()
    pinned = (ROOT / "src/math/hypervolume.test.ts").read_text()
    assert f"{hypervolume(points, [0.05] * 3):.12f}" in pinned
    assert f"{hypervolume(points[:, :2], [0.05] * 2):.12f}" in pinned


def run_typescript(request: dict) -> dict:
    """What PROGRAM prints for a request."""
    command = ["npx", "tsx", "--input-type=module", "-e", PROGRAM]
    run = subprocess.run(command, cwd=ROOT, input=json.dumps(request), capture_output=True, text=True, check=True)
    return json.loads(run.stdout)


def test_typescript_indicators_agree_on_random_clouds() -> None:
    random = np.random.default_rng(0)
    clouds = [np.round(random.normal(0.4, 0.3, (count, width)), digits) for count in (2, 11, 40) for width in (2, 3) for digits in (1, 6)]
    reference = [0.1, 0.05, 0.0]
    answers = run_typescript({"clouds": [cloud.tolist() for cloud in clouds], "reference": reference, "fronts": []})["answers"]
    for cloud, answer in zip(clouds, answers, strict=True):
        assert answer["hypervolume"] == pytest.approx(hypervolume(cloud, reference), abs=1e-12)
        assert answer["front"] == np.flatnonzero(moocore.is_nondominated(-cloud, keep_weakly=True)).tolist()
        assert answer["quantile"] == pytest.approx(np.quantile(cloud[:, 0], 0.025), abs=1e-12)
        assert answer["spearman"] == pytest.approx(rank_correlation(cloud[:, 0], cloud[:, 1]), abs=1e-12)


def test_typescript_utilities_agree_on_random_fronts() -> None:
    random = np.random.default_rng(1)
    fronts = [(random.normal(0.5, 0.2, (size, width)), random.normal(0.5, 0.2, (size, width))) for width, size in ((2, 11), (3, 16)) * 3]
    # one front lies wholly behind the other
    fronts.append((fronts[0][0], fronts[0][0] + 0.1))
    request = [{"one": one.tolist(), "other": other.tolist()} for one, other in fronts]
    answers = run_typescript({"clouds": [], "reference": [], "fronts": request})["utilities"]
    for (one, other), answer in zip(fronts, answers, strict=True):
        grid = np.array(answer["grid"])
        reached = grid @ one.T
        assert answer["expected"] == pytest.approx(reached.max(axis=1).mean(), abs=1e-12)
        assert answer["loss"] == pytest.approx((np.maximum(reached, grid @ other.T).max(axis=1) - reached.max(axis=1)).max(), abs=1e-12)
        assert answer["inner"] == pytest.approx(np.trace(reached) / len(grid), abs=1e-12)
        assert answer["regret"] == pytest.approx((grid * (other - one)).sum(axis=1).mean(), abs=1e-12)
        beaten = [not moocore.is_nondominated(-np.vstack([other, point]), keep_weakly=True)[-1] for point in one]
        assert answer["dominated"] == pytest.approx(np.mean(beaten), abs=1e-12)
        corners = one[[int(np.flatnonzero(grid[:, i] == 1)[0]) for i in range(grid.shape[1])]]
        inner = grid.max(axis=1) < 1
        above = ((one > grid @ corners) | (grid == 0)).all(axis=1)
        assert answer["chord"] == {"above": int(above[inner].sum()), "of": int(inner.sum())}
    assert answers[-1]["dominated"] == 1


def rank_correlation(x: np.ndarray, y: np.ndarray) -> float:
    """Spearman's correlation by pairwise comparisons: the rank of x_i is a sum of signs, whose offset Pearson's correlation ignores."""
    ranks = [np.sign(values[:, None] - values[None, :]).sum(axis=1) for values in (x, y)]
    if any(not rank.any() for rank in ranks):
        return 0.0
    return float(np.corrcoef(*ranks)[0, 1])
