#!/bin/sh
# The published pack `twins`: CLP, the experts of Rewarded Soups and the gold point at one half, with the same budget: 150 offline steps.
# There is no on-policy stage: the pool has every form, and with few steps that stage unlearned the condition on w (LOG.md).
set -eu
cd "$(dirname "$0")/.."
. runs/environment.sh
pool
side_by_side <<'RUNS'
rewarded_soups.py --config runs/twins/config.json --out out/twins
clp.py --config runs/twins/config.json --out out/twins
trained_at.py --config runs/twins/config.json --out out/twins
RUNS
publish twins
