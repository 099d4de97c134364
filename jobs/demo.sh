#!/usr/bin/env bash
# The main job, on two MPI ranks of this machine: installs what is missing, builds, sweeps, prints the summary.
# Further options of `battalion sweep` may follow, e.g. jobs/demo.sh --set-order canonical
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source jobs/setup.sh

need_packages "${BUILD_PACKAGES[@]}"
build_release battalion

say "sweeping jobs/demo.ini on 2 ranks"
progress=auto
[[ ! -t 2 ]] || progress=live
run_ranks 2 build/battalion sweep --config jobs/demo.ini --overwrite --progress "$progress" "$@"

cat <<'END'

Look further:
  build/battalion report results/demo/sweep.h5          the summary again
  build/battalion report results/demo/sweep.h5 --json   the same for tools; --csv DIR: as tables
  build/battalion report results/demo/sweep.h5 --html results/demo/report.html
                                                        the same as a page for a browser, with every task's grids
  build/battalion submission results/demo/sweep.h5 --out results/demo/submission.json
  build/battalion check jobs/demo/programs              what was wrong with the program left out
END
