#!/bin/sh
# The published pack `voice`, from nothing: pool, every method with the same budget, adapters, pack.json, measured fronts.
# Every setting is in runs/voice/config.json; a run that stopped goes on from its last checkpoint when started again.
# On two cores of a Xeon with amx_bf16: pool 4 min; a policy about 8 min of one core (40 offline and 24 on-policy steps).
set -eu
cd "$(dirname "$0")/.."
. runs/environment.sh
pool
side_by_side <<'RUNS'
clp.py --config runs/voice/config.json --out out/voice
rewarded_soups.py --config runs/voice/config.json --out out/voice
trained_at.py --config runs/voice/config.json --out out/voice
clp.py --variant full --config runs/voice/config.json --out out/voice
clp.py --variant logit --config runs/voice/config.json --out out/voice
panacea.py --config runs/voice/config.json --out out/voice
prompting.py --config runs/voice/config.json --out out/voice
steering_vectors.py --config runs/voice/config.json --out out/voice
a_lol.py --config runs/voice/config.json --out out/voice
modpo.py --config runs/voice/config.json --out out/voice
clp.py --config runs/voice/config.json --out out/voice --seed 2
rewarded_soups.py --config runs/voice/config.json --out out/voice --seed 2
clp.py --config runs/voice/config.json --out out/voice --seed 3
rewarded_soups.py --config runs/voice/config.json --out out/voice --seed 3
clp.py --config runs/voice/config.json --out out/voice-long --name clp-long --set on_policy.steps=60
rewarded_soups.py --config runs/voice/config.json --out out/voice-long --name rs-long --set on_policy.steps=60
sliders.py --config runs/voice/config.json --out out/voice --vectors out/voice/steering/adapters-vectors-0001
sliders.py --config runs/voice/config.json --out out/voice --variant plain --vectors out/voice/steering/adapters-vectors-0001
RUNS
publish voice
# The other training seeds and a longer training on the same ruler, and the answers that a lesson is calibrated on.
"$python" export.py --run out/voice-long --records runs/voice
(cd .. && npx tsx scripts/make-pack.ts --pack voice --replicas && npm run --silent evaluate -- --pack voice --replicas --seeds 1 --workers "$lanes")
"$python" optimum.py --config runs/voice/config.json --front ../public/models/voice/front.json --out runs/voice/optimum.json
(cd .. && npx tsx scripts/calibration-texts.ts && npm run --silent results)
