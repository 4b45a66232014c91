#!/bin/sh
# Training seeds 2 to 5 of CLP and Rewarded Soups in fork and twins, and 4 and 5 in voice, and Bone Soup in fork and voice: measured on the
# published packs' ruler, not served.
# About 6 to 10 minutes of one core a policy, and 4 to measure it. A run that stopped goes on from its last checkpoint when started again.
set -eu
cd "$(dirname "$0")/.."
. runs/environment.sh
pool
runs() { # pack seeds...
  pack=$1
  shift
  for seed in "$@"; do
    for script in clp rewarded_soups; do echo "$script.py --config runs/$pack/config.json --out out/$pack --seed $seed"; done
  done
}
{ echo "bone_soup.py --config runs/fork/config.json --out out/fork"; echo "bone_soup.py --config runs/voice/config.json --out out/voice"; runs fork 2 3 4 5; runs twins 2 3 4 5; runs voice 4 5; } | two_at_a_time
trained=bone-soup
for seed in 2 3 4 5; do trained=$trained,clp-s$seed,rs-s$seed; done
for pack in fork twins voice; do
  "$python" export.py --run "out/$pack" --policies "$trained" --records "runs/$pack" --keep-calibration
  (cd .. && npx tsx scripts/make-pack.ts --pack "$pack" --replicas && npm run --silent evaluate -- --pack "$pack" --replicas --seeds 1 --workers 2)
done
(cd .. && npm run --silent results)
