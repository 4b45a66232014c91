#!/bin/sh
# The whole recipe on two layers of the base and six prompts: about a minute. It checks that everything runs, not that anything is learned.
set -eu
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}
"$python" pool.py --config runs/tiny/config.json --out out/tiny/pool
for policy in clp rs; do
  "$python" train.py --config runs/tiny/config.json --policy "$policy" --out out/tiny
done
