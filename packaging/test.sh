#!/usr/bin/env bash
# Installs what is needed, builds preset ci and runs the tests. No display and no GPU needed.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

usage() {
    say "usage: packaging/test.sh [--slow] [--no-install]"
    say "  --slow        run the tests labelled slow too"
    say "  --no-install  do not look for missing packages"
}

slow=no
install=yes
for argument in "$@"; do
    case "$argument" in
        --slow) slow=yes ;;
        --no-install) install=no ;;
        -h | --help) usage; exit 0 ;;
        *) usage >&2; exit 2 ;;
    esac
done

if [ "$install" = yes ]; then
    install_packages
fi
build_preset ci
cd "$root_folder"
if [ "$slow" = yes ]; then
    ctest --test-dir build/ci --output-on-failure
else
    ctest --preset ci
fi
