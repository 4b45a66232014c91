#!/bin/sh
# Every method on two layers of the base and six prompts: a few minutes. It checks that everything runs, not that anything is learned.
set -eu
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}
out=out/tiny
method() { # a training script with its own options, on the tiny config
  script=$1
  shift
  "$python" "$script" --config runs/tiny/config.json --out "$out" "$@"
}

"$python" pool.py --config runs/tiny/config.json --out "$out/pool"
for variant in attention full logit; do method clp.py --variant "$variant"; done
for script in rewarded_soups bone_soup panacea soft_prompt prompting trained_at a_lol modpo steering_vectors sliders; do method "$script.py"; done

# A learned reward of a dozen sentences, and the policies of one reward against closeness to the base.
mkdir -p "$out/sentences"
for split in train test; do
  printf '%s\t1\n%s\t0\n' 'a warm and funny film' 'a dull mess' 'bright , clever and moving' 'slow and empty' 'a joy to watch' 'a waste of an evening' > "$out/sentences/$split.tsv"
done
"$python" reward_model.py --config runs/tiny/reward-model.json --out "$out" --adapters "$out/adapters"
for policy in clp weak; do "$python" dial.py --config runs/tiny/proxy.json --out "$out/proxy" --policy "$policy"; done
