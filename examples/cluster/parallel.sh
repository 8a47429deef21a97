#!/usr/bin/env bash
# A batch on several machines by GNU parallel over ssh: each shard goes to whichever machine is free.
#
#   examples/cluster/parallel.sh NODES SHARDS JOBS OUT [option of batch]...
#
# NODES   a file with a machine a line, as parallel's --sshloginfile takes it; ":" is this one
# SHARDS  how many parts: several a machine even out slow ones
# JOBS    a job list, a folder or a pattern; the folder that this is called in must be the same on all machines (NFS, say)
# OUT     the targets become OUT/1, OUT/2 ...
#
# Call it again after anything: what is done is skipped. FORMATS [pdf,xlsx].
set -euo pipefail
[[ $# -ge 4 ]] || { echo "usage: $0 NODES SHARDS JOBS OUT [OPTION]..." >&2; exit 2; }
nodes=$1 shards=$2 jobs=$3 out=$4
shift 4
mkdir -p "$out"

# Status 1 says that some models have errors: their receipts say which, and trying again would not help.
# shellcheck disable=SC2016 # expanded on the other machine
parallel --quote --sshloginfile "$nodes" --workdir "$PWD" --jobs 1 --retries 3 --joblog "$out/parallel.log" \
    sh -c 'budgetpress batch "$@" || [ $? -eq 1 ]' sh "$jobs" --to "$out/{}" --shard "{}/$shards" \
    --format "${FORMATS:-pdf,xlsx}" --resume --quiet "$@" ::: $(seq "$shards")

targets=()
for ((k = 1; k <= shards; k++)); do
    targets+=("$out/$k")
done
budgetpress batch-merge "${targets[@]}" --output "$out/receipts.ndjson"
