#!/bin/sh
# The series between fork and twins: the fork with plain prose worth 0.5, 0.6, 0.8 and 0.9 (0.7 is the published fork), CLP and Rewarded Soups,
# 150 offline steps each as there. Its fronts are records (runs/fork-<p>/front.json); its adapters are served nowhere.
# About 8 minutes of one core a policy, and 4 to measure it. One after another is whole before the next begins: `runs/series.sh 50 90` does these only.
set -eu
cd "$(dirname "$0")/.."
. runs/environment.sh
series="50 60 80 90"
[ $# -gt 0 ] || set -- $series
pool
for p in "$@"; do
  for script in clp rewarded_soups; do echo "$script.py --config runs/fork-$p/config.json --out out/fork-$p"; done | side_by_side
  "$python" export.py --run "out/fork-$p" --records "runs/fork-$p"
  (cd .. && npx tsx scripts/make-pack.ts --pack "fork-$p" --unserved && npm run --silent evaluate -- --pack "fork-$p" --unserved --seeds 1 --workers "$lanes" && npm run --silent results)
done
configs="--config runs/twins/config.json --config runs/fork/config.json"
for p in $series; do configs="$configs --config runs/fork-$p/config.json"; done
# shellcheck disable=SC2086
"$python" misalignment.py $configs --out runs/misalignment.json
(cd .. && npm run --silent results)
