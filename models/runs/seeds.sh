#!/bin/sh
# Training seeds 2 to 5 of CLP and Rewarded Soups in fork and twins, and 4 and 5 in voice, and Bone Soup in fork and voice: measured on the
# published packs' ruler, not served. Each by itself is trained, measured and written to the pack's records before the next begins, so that a machine
# that is lent for some hours leaves whole results: `runs/seeds.sh fork:2 twins:2 fork:bone` does these only.
# About 8 minutes of two cores a seed to train, and 8 to measure. A run that stopped goes on from its last checkpoint when started again.
set -eu
cd "$(dirname "$0")/.."
. runs/environment.sh
[ $# -gt 0 ] || set -- fork:2 twins:2 fork:bone voice:4 fork:3 twins:3 voice:bone voice:5 fork:4 twins:4 fork:5 twins:5
pool
for each in "$@"; do
  pack=${each%%:*}
  seed=${each##*:}
  if [ "$seed" = bone ]; then
    trained=bone-soup
    "$python" bone_soup.py --config "runs/$pack/config.json" --out "out/$pack"
  else
    trained=clp-s$seed,rs-s$seed
    for script in clp rewarded_soups; do echo "$script.py --config runs/$pack/config.json --out out/$pack --seed $seed"; done | side_by_side
  fi
  "$python" export.py --run "out/$pack" --policies "$trained" --records "runs/$pack" --keep-calibration
  (cd .. && npx tsx scripts/make-pack.ts --pack "$pack" --replicas && npm run --silent evaluate -- --pack "$pack" --replicas --policies "$trained" --seeds 1 --workers "$lanes" && npm run --silent results)
done
