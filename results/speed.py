#!/usr/bin/env python3
"""Draws what the records say of speed: results/speed.svg, pairs a second by what scores them, for the README.

    results/speed.py [--records DIR] [--out FILE]

Exit status: 0; 2 where a record is missing.
"""

import argparse
import json
import pathlib
import sys

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[1]
OTHERS, OURS, DEVICE = "#8a8a8a", "#0072b2", "#009e73"  # told apart by the colour-blind; each bar has its words as well


def bars(records):
    """(what, pairs a second, colour), slowest last."""
    def read(name):
        return json.loads((records / f"{name}.json").read_text())

    cross, device = read("cross"), read("device")
    us = cross["cpu_us_a_pair"]
    rows = [("CPython running arc-dsl, no limits", 1e6 / us["reference"], OTHERS)]
    words = {"pool-alarm": "multiprocessing.Pool, an alarm in each worker", "pebble": "pebble"}
    for row in read("peers_healthy")["rows"]:
        if row["harness"] in words:
            rows.append((words[row["harness"]], row["pairs_a_second"] / 2, OTHERS))  # of two cores
    rows += [("Battalion, interpreter", 1e6 / us["interpreter"], OURS),
             ("Battalion, lanes, CPython's set order", 1e6 / us["lanes_cpython"], OURS),
             ("Battalion, lanes", 1e6 / us["lanes"], OURS),
             ("Battalion, lanes, early stop: verdicts", 1e6 / us["lanes_early_stop"], OURS)]
    best = max(device["rows"], key=lambda row: row["device_pairs_a_second"])
    rows.append((f"Battalion, one {device['device']['name']}, what it answers", best["device_pairs_a_second"], DEVICE))
    return sorted(rows, key=lambda row: row[1]), cross["machine"]["cpu"]


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--records", type=pathlib.Path, default=ROOT / "results/bench", help="default %(default)s")
    p.add_argument("--out", type=pathlib.Path, default=ROOT / "results/speed.svg", help="default %(default)s")
    args = p.parse_args()
    rows, cpu = bars(args.records)
    plt.rcParams["svg.fonttype"] = "none"
    plt.rcParams["svg.hashsalt"] = "battalion"  # the same picture of the same records
    figure, axes = plt.subplots(figsize=(9, 0.45 * len(rows) + 1.1))
    axes.barh([r[0] for r in rows], [r[1] for r in rows], color=[r[2] for r in rows])
    axes.set_xscale("log")
    axes.set_xlim(right=max(r[1] for r in rows) * 6)
    for at, (_, rate, _) in enumerate(rows):
        axes.text(rate * 1.1, at, f"{rate:,.0f}", va="center")
    axes.set_xlabel(f"pairs a second (one core of {cpu.replace('(R)', '').replace(' Processor', '')}, or one GPU)")
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    figure.tight_layout()
    figure.savefig(args.out, metadata={"Date": None, "Title": "Pairs a second"})
    print(args.out)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (FileNotFoundError, KeyError) as error:
        print(f"speed: {error} (a record is missing, or older than this) run tests/bench/run.sh", file=sys.stderr)
        sys.exit(2)
