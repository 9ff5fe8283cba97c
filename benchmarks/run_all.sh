#!/usr/bin/env bash
# Measures the questions about cost again, and writes the table and the charts: bash benchmarks/run_all.sh [QUESTION...]
# Needs an environment with '.[cpu,train,plot,test]' on the path, and no other work on the machine. benchmarks/environments.sh
# makes the environments of the peers first (some GB, not counted); a peer without one is reported as not measured.
set -uo pipefail
cd "$(dirname "$0")/.."
export PYTHONPATH=$PWD OMP_NUM_THREADS=${OMP_NUM_THREADS:-2}
failed=()
for question in ${*:-$(python -m benchmarks.measuring.questions)}; do
    echo "== $question ($SECONDS s)"
    python -W ignore -m "benchmarks.$question" || failed+=("$question")
done
python -m benchmarks.measuring.table
echo "== measured ($SECONDS s)"
[ "${#failed[@]}" -eq 0 ] || { echo "failed: ${failed[*]}" >&2; exit 1; }
