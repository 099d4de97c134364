# shellcheck shell=bash disable=SC2034  # the lists are for the scripts that source this
# Functions for the scripts that a newcomer runs first; sourced by jobs/demo.sh and tests/run.sh, from the
# root of the checkout. They say nothing where nothing is to be done.

BUILD_PACKAGES=(g++ cmake ninja-build pkg-config libopenmpi-dev openmpi-bin libhdf5-dev
                libboost-program-options-dev libgtest-dev libfmt-dev nlohmann-json3-dev
                libhwy-dev libdeflate-dev)
TEST_PACKAGES=(python3-numpy python3-h5py python3-pandas python3-matplotlib hdf5-tools slurm-wlm)
BROWSER_PACKAGES=(chromium chromium-driver python3-selenium fonts-dejavu-core)  # see need_browser
FUZZ_PACKAGES=(clang)  # and its runtime: need_fuzzer

say() { printf '== %s\n' "$*"; }

# need_packages NAME...: installs what is missing, as root or with a sudo that asks nothing; otherwise prints
# the one line to run and stops.
need_packages() {
  if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    say "no apt-get here; what Debian calls the following is needed: $*"
    return 0
  fi
  local name missing=() as_root=()
  for name in "$@"; do
    [[ "$(dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null)" == installed ]] || missing+=("$name")
  done
  ((${#missing[@]})) || return 0
  if ((EUID != 0)); then
    if ! sudo -n true 2>/dev/null; then
      echo "Packages are missing (and this user cannot install them without a password). Run this, then try again:" >&2
      echo "  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${missing[*]}" >&2
      exit 1
    fi
    as_root=(sudo -n)
  fi
  say "installing ${missing[*]}"
  quietly "${as_root[@]}" apt-get update
  quietly "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y --no-install-recommends "${missing[@]}"
}

# need_browser: a Chromium for the report's page. Ubuntu has none as a package (its chromium is a snap): there the test says so.
need_browser() {
  command -v apt-cache >/dev/null || return 0
  if [[ -n "$(apt-cache show chromium-driver 2>/dev/null)" ]]; then need_packages "${BROWSER_PACKAGES[@]}"; fi
}

# need_fuzzer: clang, and the runtime library of its version (libFuzzer, sanitizers), which is a package apart.
need_fuzzer() {
  need_packages "${FUZZ_PACKAGES[@]}"
  command -v clang >/dev/null && command -v apt-cache >/dev/null || return 0
  local runtime
  runtime="libclang-rt-$(clang -dumpversion | cut -d. -f1)-dev"
  # Elsewhere than in Debian 12 it may be part of another package: tests/fuzz/run.sh looks whether it is there.
  if [[ -n "$(apt-cache show "$runtime" 2>/dev/null)" ]]; then need_packages "$runtime"; fi
}

# quietly COMMAND...: shows what it wrote only where it fails, and then stops.
quietly() {
  local log status=0
  log=$(mktemp)
  "$@" >"$log" 2>&1 || status=$?
  if ((status)); then
    cat "$log" >&2
    echo "Failed with exit status $status: $*" >&2
  fi
  rm -f "$log"
  ((status == 0)) || exit "$status"
}

# device_setting: what CMake is told of the engine for devices, whose code takes nvcc minutes: to build it where a device is to be
# seen, or where BATTALION_CUDA=ON asks for it; nothing where there is no nvcc.
device_setting() {
  command -v nvcc >/dev/null || return 0
  local wanted=${BATTALION_CUDA:-OFF}
  [[ ! -e /dev/nvidia0 ]] || wanted=${BATTALION_CUDA:-ON}
  echo "-DBATTALION_CUDA=$wanted"
}

# build_preset NAME [TARGET...]: configures and builds a preset of CMakePresets.json, or some of its targets.
build_preset() {
  local preset=$1
  shift
  say "building ($preset preset); the first time takes minutes"
  # shellcheck disable=SC2046  # one word, or none
  quietly cmake --preset "$preset" $(device_setting)
  quietly cmake --build --preset "$preset" ${1:+--target "$@"}
}

build_release() { build_preset release "$@"; }

# run_ranks N COMMAND...: under mpirun, on a machine that may have fewer cores than ranks, and also as root
# (Open MPI refuses that unless told: in a container it is the only user there is).
run_ranks() {
  local ranks=$1
  shift
  local settings=()
  ((EUID != 0)) || settings+=(OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1)
  # Behind a launcher Battalion cannot tell what its output goes to (Open MPI hands its ranks a terminal of its
  # own): say so where it is one.
  if [[ -t 1 ]]; then settings+=(CLICOLOR_FORCE=1); else settings+=(TERM=dumb); fi
  env "${settings[@]}" mpirun --oversubscribe --bind-to none -n "$ranks" "$@"
}
