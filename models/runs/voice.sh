#!/bin/sh
# The published pack `voice`, from nothing: pool, both policies side by side, adapters, pack.json, measured fronts. One thread a process, two processes at a time.
# On two cores of an AMD EPYC with avx512_bf16 that others used too: pool 9 min, offline 18 min, on-policy 24 min, evaluation 31 min; 4 GB a process.
# The seeds and every setting are in runs/voice/config.json; a run that stopped goes on from its last checkpoint when started again.
set -eu
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}
export OMP_NUM_THREADS=1
# Buffers of 100 MB are used again, not given back to the system and faulted in anew at every step.
export MALLOC_MMAP_THRESHOLD_=4294967296 MALLOC_TRIM_THRESHOLD_=8589934592 MALLOC_TOP_PAD_=134217728
config=runs/voice/config.json

pair() { # runs a command twice, with each of the two last words, and waits for both
  first=$1 second=$2
  shift 2
  "$@" "$first" & one=$!
  "$@" "$second" & two=$!
  wait "$one"
  wait "$two"
}

pair 0 1 "$python" pool.py --config "$config" --out out/pool --shards 2 --shard
pair clp rs "$python" train.py --config "$config" --out out/voice --policy
"$python" export.py --run out/voice --step on_policy-0054 --adapters ../public/models/voice/adapters --records runs/voice
cd ..
npx tsx scripts/make-pack.ts --pack voice
npm run --silent evaluate -- --pack voice --workers 2
