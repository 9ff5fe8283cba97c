#!/usr/bin/env bash
# Makes the environments of the peers: bash benchmarks/environments.sh [NAME...]; all of benchmarks/requirements without names.
set -euo pipefail
cd "$(dirname "$0")"
[ "$#" -gt 0 ] || set -- $(cd requirements && ls *.txt | sed 's/\.txt$//')
for name in "$@"; do
    [ -x ".environments/$name/bin/python" ] || python3 -m venv ".environments/$name"
    ".environments/$name/bin/pip" install -q --disable-pip-version-check -r "requirements/$name.txt"
done
