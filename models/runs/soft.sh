#!/bin/sh
# The soft prompt in voice and fork, with the budget and the answers that CLP and Rewarded Soups had: measured on the published packs' ruler.
# About 10 minutes of one core a policy, and 4 to measure it. A run that stopped goes on from its last checkpoint when started again.
set -eu
cd "$(dirname "$0")/.."
. runs/environment.sh
pool
two_at_a_time <<'RUNS'
soft_prompt.py --config runs/fork/config.json --out out/fork
soft_prompt.py --config runs/voice/config.json --out out/voice
RUNS
for pack in fork voice; do
  "$python" export.py --run "out/$pack" --policies soft --records "runs/$pack" --keep-calibration
  (cd .. && npx tsx scripts/make-pack.ts --pack "$pack" --replicas && npm run --silent evaluate -- --pack "$pack" --replicas --policies soft --seeds 1 --workers 2)
done
(cd .. && npm run --silent results)
