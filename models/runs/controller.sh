#!/bin/sh
# A slower price of KL, voice: the longer training of CLP and Rewarded Soups again (60 on-policy steps, where the price swung from 0.06 to 0.36 and
# back: LOG.md, 2026-11-25) at a quarter of the pace. The longer runs of 2026-11-25 are its rivals; measured on the published packs' ruler.
# About 12 minutes of one core a policy, and 4 to measure it. A run that stopped goes on from its last checkpoint when started again.
set -eu
cd "$(dirname "$0")/.."
. runs/environment.sh
pool
side_by_side <<'RUNS'
clp.py --config runs/voice/config.json --out out/voice-long --name clp-slow --set on_policy.steps=60 --set on_policy.kl_pace=0.25
rewarded_soups.py --config runs/voice/config.json --out out/voice-long --name rs-slow --set on_policy.steps=60 --set on_policy.kl_pace=0.25
RUNS
"$python" export.py --run out/voice-long --policies clp-slow,rs-slow --records runs/voice --keep-calibration
(cd .. && npx tsx scripts/make-pack.ts --pack voice --replicas && npm run --silent evaluate -- --pack voice --replicas --policies clp-slow,rs-slow --seeds 1 --workers "$lanes")
(cd .. && npm run --silent results)
