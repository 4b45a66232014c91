#!/bin/sh
# The published pack `fork`: CLP, the experts of Rewarded Soups and the gold point at one half, with the same budget: 150 offline steps.
# There is no on-policy stage: the pool has every form, and with few steps that stage unlearned the condition on w (LOG.md).
set -eu
cd "$(dirname "$0")/.."
. runs/environment.sh
pool
side_by_side <<'RUNS'
rewarded_soups.py --config runs/fork/config.json --out out/fork
clp.py --config runs/fork/config.json --out out/fork
trained_at.py --config runs/fork/config.json --out out/fork
RUNS
publish fork
