#!/usr/bin/env bash
# Checks that Sparsescope compiles and links against a LibTorch with CUDA, and that the result passes the everyday tests on
# the CPU device. No GPU is needed and none is used; CMake must find a CUDA toolkit (nvcc) of the same major version as the
# wheel's, with headers.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

usage() {
    say "usage: packaging/check-cuda.sh [SCRATCH]"
    say "  SCRATCH  folder for pip's torch wheel and the build, about 9 GB; default ${TMPDIR:-/tmp}/sparsescope-cuda"
    say "  CUDA_HOME, TORCH_CUDA_ARCH_LIST and TORCH_REQUIREMENT (default \"torch\") are heard."
}

case "${1:-}" in
    -h | --help) usage; exit 0 ;;
    -*) usage >&2; exit 2 ;;
esac
scratch="${1:-${TMPDIR:-/tmp}/sparsescope-cuda}"
mkdir -p "$scratch"
scratch="$(cd "$scratch" && pwd)"
site="$scratch/site-packages"

find_toolkit() {
    export CUDA_HOME="${CUDA_HOME:-/usr/local/cuda}"
    export PATH="$CUDA_HOME/bin:$PATH"
    command -v nvcc > /dev/null || fail "no nvcc: install a CUDA toolkit and set CUDA_HOME to its folder."
    say "CUDA toolkit: $(nvcc --version | sed -n 's/^Cuda compilation tools, //p')"
}

install_torch() {
    if [ -f "$scratch/torch-is-installed" ]; then
        return
    fi
    local python
    python="$(python_with_pip)" || fail "no Python with pip: install python3-pip."
    say "Installing pip's torch with CUDA into $site (several GB)"
    rm -rf "$site"
    "$python" -m pip install --no-cache-dir --target "$site" "${TORCH_REQUIREMENT:-torch}"
    touch "$scratch/torch-is-installed"
}

# The linker must find the CUDA libraries that libtorch_cuda.so needs; the program finds them by the rpath of LibTorch.
linker_flags() {
    local folder flags=""
    for folder in "$site"/nvidia/*/lib; do
        flags="$flags -Wl,-rpath-link,$folder"
    done
    printf '%s' "$flags"
}

install_packages
find_toolkit
install_torch
# No GPU can be asked for its generation, so it is named. The prefix is torch's own folder: with the one above it, parts
# of a LibTorch in /usr would be mixed in.
export TORCH_CUDA_ARCH_LIST="${TORCH_CUDA_ARCH_LIST:-8.0;9.0}"
say "Building preset cuda in $scratch/build"
cd "$root_folder"
cmake --preset cuda -B "$scratch/build" -DCMAKE_PREFIX_PATH="$site/torch" -DCMAKE_EXE_LINKER_FLAGS="$(linker_flags)"
cmake --build "$scratch/build" --parallel "$(build_jobs)"
for program in sparsescope-cli sparsescope-engine.so; do
    readelf -d "$scratch/build/bin/$program" | grep -q 'libtorch_cuda\|libc10_cuda' \
        || fail "$program does not link the CUDA libraries of LibTorch."
done
say "Linked with CUDA. Running the everyday tests on the CPU device; a GPU that is there stays hidden."
CUDA_VISIBLE_DEVICES="" ctest --test-dir "$scratch/build" --output-on-failure --label-exclude slow --parallel "$(build_jobs)" \
    || fail "tests failed on the CPU device of the CUDA build."
say "Done: compiled, linked, and the everyday tests pass on the CPU device. No GPU ran: what one computes was not checked."
