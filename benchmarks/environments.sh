#!/usr/bin/env bash
# Makes the environments of the peers, .venv-peers/NAME: bash benchmarks/environments.sh [NAME...]; without names all that
# benchmarks/requirements lists.
set -euo pipefail
cd "$(dirname "$0")/.."
[ "$#" -gt 0 ] || set -- $(cd benchmarks/requirements && ls *.txt | sed 's/\.txt$//')
for name in "$@"; do
    [ -x ".venv-peers/$name/bin/python" ] || python3 -m venv ".venv-peers/$name"
    ".venv-peers/$name/bin/pip" install -q --disable-pip-version-check -r "benchmarks/requirements/$name.txt"
done
