#!/bin/sh
# The soft prompt in voice and fork, with the budget and the answers that CLP and Rewarded Soups had: measured on the published packs' ruler.
# About 10 minutes of one core a policy, and 4 to measure it. A run that stopped goes on from its last checkpoint when started again.
# One pack is whole before the next begins: `runs/soft.sh fork` does this only.
set -eu
cd "$(dirname "$0")/.."
. runs/environment.sh
[ $# -gt 0 ] || set -- fork voice
pool
for pack in "$@"; do
  "$python" soft_prompt.py --config "runs/$pack/config.json" --out "out/$pack"
  "$python" export.py --run "out/$pack" --policies soft --records "runs/$pack" --keep-calibration
  (cd .. && npx tsx scripts/make-pack.ts --pack "$pack" --replicas && npm run --silent evaluate -- --pack "$pack" --replicas --policies soft --seeds 1 --workers "$lanes" && npm run --silent results)
done
