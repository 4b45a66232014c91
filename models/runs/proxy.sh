#!/bin/sh
# The published pack `proxy`: a learned reward, and one policy trained on it with a tenth of the KL price of the other (24 on-policy steps each).
# The data of the learned reward (SST-2) is not part of the repository: config["data"] of runs/proxy/reward-model.json says where it is read from.
set -eu
cd "$(dirname "$0")/.."
. runs/environment.sh
pool
"$python" reward_model.py --config runs/proxy/reward-model.json --out out/proxy --adapters ../public/models/proxy/adapters
side_by_side <<'RUNS'
dial.py --config runs/proxy/config.json --out out/proxy --policy weak --set on_policy.kl_price=0.003
dial.py --config runs/proxy/config.json --out out/proxy --policy proper
RUNS
"$python" goodhart.py --run out/proxy --out ../public/models/proxy/goodhart.json
publish proxy
