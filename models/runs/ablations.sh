#!/bin/sh
# One ablation a training flag, on voice: eight on-policy steps of CLP from the published run's offline stage, each with one setting changed
# (credit at the end with no discount besides, as a discount would favour short answers: LOG.md).
# The last look of each (tuning prompts, corners and centre) is in LOG.md. 11 runs, 28 minutes of one core. With names only those:
#   runs/ablations.sh as-published credit-abc credit-abc-no-discount
# The offline stage that they start from is CLP's of voice: it is run first where out/ has none (4 minutes).
set -eu
cd "$(dirname "$0")/.."
. runs/environment.sh
[ -e out/voice/clp/offline.pt ] || { pool && "$python" clp.py --config runs/voice/config.json --out out/voice --stage offline; }
common="clp.py --config runs/voice/config.json --out out/ablations --start out/voice/clp/offline.pt --stage on_policy --set on_policy.steps=8 --set on_policy.keep_every=8"
only() { # of the runs on standard input those that are named, or all
  [ $# -eq 0 ] && exec cat
  for name in "$@"; do set -- "$@" -e "--name $name\( \|\$\)"; shift; done
  grep "$@"
}
only "$@" <<RUNS | side_by_side
$common --name as-published
$common --name credit-end --set on_policy.credit=end --set on_policy.discount=1
$common --name credit-abc --set on_policy.credit=abc
$common --name credit-abc-no-discount --set on_policy.credit=abc --set on_policy.discount=1
$common --name gdpo --set on_policy.normalise=gdpo
$common --name tchebycheff --set on_policy.scalarisation=tchebycheff
$common --name soft-min --set on_policy.scalarisation=soft-min
$common --name group-variance --set on_policy.group_variance=0.5
$common --name guided --set draw.guided=true
$common --name alpha-0.3 --set draw.alpha=0.3
$common --name no-corners --set draw.corner_share=0
RUNS
