#!/bin/sh
# The published pack `dial`: CLP conditioned on the KL weight, and the expert that DeRa and soups start from (24 on-policy steps each).
set -eu
cd "$(dirname "$0")/.."
. runs/environment.sh
pool
side_by_side <<'RUNS'
dial.py --config runs/dial/config.json --out out/dial --policy expert
dial.py --config runs/dial/config.json --out out/dial --policy clp
RUNS
publish dial
