# Sourced by the runs: one thread a process, and buffers of 100 MB that are used again, not given back to the system and faulted in anew at every step.
python=${PYTHON:-python3}
# Processes side by side: one a core. LANES=1 leaves the other core to another run.
lanes=${LANES:-2}
export OMP_NUM_THREADS=1
export MALLOC_MMAP_THRESHOLD_=4294967296 MALLOC_TRIM_THRESHOLD_=8589934592 MALLOC_TOP_PAD_=134217728

# The base's answers to the training prompts: the same for all packs. The site has them, as pool.py sampled them with runs/voice/config.json.
pool() {
  "$python" shipped_pool.py --out out/pool
}

# Runs the commands on its standard input, one a line, $lanes at a time, in order; stops at the first that fails.
side_by_side() {
  xargs -P "$lanes" -I{} sh -c '"$0" {} || exit 255' "$python"
}

# Publishes a run's adapters and records, describes the pack, measures it, and renews docs/results.md.
publish() {
  "$python" export.py --run "out/$1" --adapters "../public/models/$1/adapters" --records "runs/$1"
  (cd .. && npx tsx scripts/make-pack.ts --pack "$1" && npm run --silent evaluate -- --pack "$1" --seeds 1 --workers "$lanes" && npm run --silent results)
}
