#!/bin/sh
# What the comparisons at equal KL and of sliders still want of what is published: answers of single prompts, which packs measured before 2026-11-29 did
# not keep, and sliders at all weightings. Nothing is trained, what is published stays as it is; about 4 minutes of one core a policy.
set -eu
cd "$(dirname "$0")/../.."
. models/runs/environment.sh
evaluate() { npm run --silent evaluate -- --add --seeds 1 --workers "$lanes" "$@"; }
evaluate --pack voice --policies clp,rs,sliders
for pack in fork twins; do evaluate --pack "$pack" --policies clp,rs; done
npm run --silent results
