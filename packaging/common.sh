#!/usr/bin/env bash
# Shared by the scripts of this folder; it is sourced, not run.

packaging_folder="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root_folder="$(dirname "$packaging_folder")"
# shellcheck disable=SC2034  # Read by demo.sh.
data_folder="${XDG_DATA_HOME:-$HOME/.local/share}/sparsescope"

say() { printf '%s\n' "$*"; }
fail() { printf 'Error: %s\n' "$*" >&2; exit 1; }

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo > /dev/null; then
        sudo "$@"
    else
        fail "installing packages needs root or sudo. As root: apt-get install $(missing_packages | tr '\n' ' ')"
    fi
}

# Packages of the list that are not installed, one a line.
missing_packages() {
    local package
    while read -r package; do
        [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2> /dev/null)" = installed ] || printf '%s\n' "$package"
    done < "$packaging_folder/apt-packages.txt"
}

install_packages() {
    command -v dpkg-query > /dev/null || fail "this script knows Debian only; install what packaging/apt-packages.txt lists."
    local missing
    missing="$(missing_packages)"
    if [ -z "$missing" ]; then
        say "All packages are installed."
        return
    fi
    say "Installing packages: $(printf '%s' "$missing" | tr '\n' ' ')"
    as_root apt-get update -q
    # shellcheck disable=SC2086  # One word for each package.
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing
}

# One compiler for each core, but no more than fit into memory: a source that includes LibTorch takes 2 GB.
build_jobs() {
    local cores memory
    cores="$(nproc)"
    memory="$(awk '/^MemTotal/ { print int($2 / 2000000) }' /proc/meminfo)"
    [ "$memory" -ge 1 ] || memory=1
    say $((cores < memory ? cores : memory))
}

# build_preset PRESET [cmake option...]
build_preset() {
    local preset="$1"
    shift
    say "Building preset $preset in $root_folder/build/$preset"
    (cd "$root_folder" && cmake --preset "$preset" "$@" && cmake --build --preset "$preset" --parallel "$(build_jobs)")
}

# A Python that has pip, for downloads only.
python_with_pip() {
    local candidate
    for candidate in python3 /usr/bin/python3; do
        if "$candidate" -m pip --version > /dev/null 2>&1; then
            say "$candidate"
            return
        fi
    done
    return 1
}
