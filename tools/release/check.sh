#!/usr/bin/env bash
# Builds wheel and sdist from the last commit, and uses both in clean environments, outside of the repository.
#
#   tools/release/check.sh                               # every python3.10 to python3.13 that is found
#   tools/release/check.sh python3.11 ~/bin/python3.13
#
# With DIST=FOLDER the two files stay there, with the bill of materials of the first environment (CycloneDX).
# With PACKAGES_OF=ENVIRONMENT, Paddle and what else training needs is that of an environment, and there is no bill.
set -euo pipefail
cd "$(dirname "$0")/../.."
packages=${PACKAGES_OF:+$(realpath "$PACKAGES_OF")}
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_CONSTRAINT=$PWD/constraints/paddle3.txt
export PIP_BUILD_CONSTRAINT=$PIP_CONSTRAINT LC_ALL=C.UTF-8
unset PYTHONPATH LANGUAGE
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
dist=${DIST:-$work/dist}
few=(-o Global.epochs=null -o Global.updates=4 -o Global.log_every=1it -o Optimizer.lr.warmup=1it)

section() { printf '\n== %s (%s s)\n' "$1" "$SECONDS"; }
passed() { printf 'ok    %s\n' "$1"; }
failed() { printf 'FAIL  %s\n' "$1" >&2 && exit 1; }
try() { if "$@" >"$work/output" 2>&1; then passed "$*"; else cat "$work/output" >&2 && failed "$*"; fi; }

# found: the Pythons that the package supports and that start
found() {
    local version
    for version in 3.10 3.11 3.12 3.13; do
        if "python$version" --version >/dev/null 2>&1; then echo "python$version"; fi
    done
}

# build: sets wheel and sdist
build() {
    mkdir -p "$work/source" "$dist"
    git archive HEAD | tar -x -C "$work/source"
    python3 -m venv "$work/build"
    "$work/build/bin/pip" install -q hatchling
    (cd "$work/source" && "$work/build/bin/hatchling" build -d "$work/built" >/dev/null 2>&1)
    cp "$work"/built/* "$dist"
    wheel=$(echo "$work"/built/*.whl) sdist=$(echo "$work"/built/*.tar.gz)
    ls -sh "$dist"
}

# left_out: the files of the package that the wheel has not
left_out() {
    comm -23 <(git ls-files paddle_lrkit configs | sed 's|^configs/|paddle_lrkit/configs/|' | sort) \
        <("$work/build/bin/python" -m zipfile -l "$wheel" | sed 's/ .*//' | sort)
}

speaks_chinese() { lrkit --lang zh --help | grep '用法'; }
asks_for_paddle() { { lrkit train -c classification.yml || true; } 2>&1 | grep '^lrkit: Paddle is not installed; pip'; }
has_its_version() { [ "$(lrkit --version)" = "lrkit, version $(basename "$wheel" | cut -d- -f2)" ]; }

# light: what works without an extra
light() {
    try has_its_version
    try speaks_chinese
    try lrkit init classification
    try lrkit configs resnet18_digits_cosine
    try lrkit check --strict classification.yml
    try lrkit curve classification.yml
    try lrkit plot classification.yml resnet18_digits_step -O curves.svg
    try lrkit advise --task detection --epochs 12 --steps-per-epoch 900 --batch-size 8 --lang zh
    try lrkit schema
    try asks_for_paddle
}

# is_installed: the package is that of the clean environment
is_installed() { python -c 'import paddle_lrkit, sys; sys.exit(not paddle_lrkit.__file__.startswith(sys.prefix))'; }

# complete: the first training, and what follows it
complete() {
    if [ -n "$packages" ]; then
        echo "$packages"/lib/python3*/site-packages >"$(echo environment/lib/python3*/site-packages)/packages.pth"
    else
        pip install -q "$wheel[cpu,train,plot]"
    fi
    try is_installed
    try lrkit train -c classification.yml "${few[@]}" --json
    try lrkit audit output/classification
    try lrkit eval --checkpoint output/classification
    try lrkit plot output/classification -O run.png
    try lrkit rank classification.yml resnet18_digits_step
}

# types_are_seen: mypy finds the one wrong line of a program that uses the installed package
types_are_seen() {
    cat >program.py <<'PYTHON'
import paddle_lrkit as lrkit

rate: float = lrkit.curves.cosine(0.1, 0.0, 100)(3)
name: int = lrkit.load_schedule("a.yml").suite
PYTHON
    { mypy --strict program.py || true; } | tee found.txt
    grep -q '^program.py:4: error: .*"str".*"int"' found.txt && grep -q '^Found 1 error' found.txt
}

# bill_of_materials: the packages of the environment, as CycloneDX, checked against its schema
bill_of_materials() {
    local bill=$dist/${sdist##*/}
    bill=${bill%.tar.gz}.cdx.json
    "$work/build/bin/pip" install -q cyclonedx-bom
    try "$work/build/bin/cyclonedx-py" environment --validate --output-reproducible -o "$bill" environment
    try grep '"bom-ref": "paddle-lrkit==' "$bill"
    try grep '"bom-ref": "paddlepaddle==' "$bill"
}

# clean PYTHON NAME: a new environment in a new folder, first on the path
clean() {
    mkdir -p "$work/$2" && cd "$work/$2"
    "$1" -m venv environment
    export PATH=$PWD/environment/bin:$PATH
    hash -r
}

section "build"
build
[ -z "$(left_out)" ] || failed "the wheel lacks $(left_out)"
passed "the wheel has every file of the package"

pythons=("$@")
[ $# -gt 0 ] || mapfile -t pythons < <(found)
first=${pythons[0]}
for python in "${pythons[@]}"; do
    started=$("$python" --version)
    section "$started, the wheel"
    (
        clean "$python" wheel
        pip install -q "$wheel"
        light
        complete
        [ "$python" != "$first" ] || [ -n "$packages" ] || bill_of_materials
    )
    section "$started, the sdist"
    (
        clean "$python" sdist
        pip install -q "$sdist" mypy
        light
        try types_are_seen
    )
    rm -rf "$work/wheel" "$work/sdist"
done

section "done: ${#pythons[@]} versions of Python"
