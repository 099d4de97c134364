#!/usr/bin/env python3
"""How large the HTML report is, how long it takes to write, and to open in a browser.

    tests/bench/html.py TASKS PROGRAMS [--battalion build/battalion]

Two sweeps: every program of PROGRAMS on every task of TASKS (`cross`, --keep best), and one that never ran, of
100,000 programs (build/tests/bench/large_sweep). Needs chromium, chromium-driver and python3-selenium.
"""

import argparse
import json
import pathlib
import statistics
import sys
import tempfile

from measured import BadInput, run, summary_of
from provenance import ROOT, output_of, provenance

sys.path.insert(0, str(ROOT / "tests/report"))
from browser import Browser, NoBrowser, import_selenium  # noqa: E402


def held_by_page(browser):
    """Bytes of its script's objects, and elements and texts."""
    browser.command("Performance.enable")
    metrics = {m["name"]: m["value"] for m in browser.command("Performance.getMetrics")["metrics"]}
    return int(metrics["JSHeapUsedSize"]), int(metrics["Nodes"])


def measure(args, sweep, folder):
    """Writes the page and opens it, `--rounds` times, each time in a browser of its own."""
    page = folder / "report.html"
    ran = run([args.battalion, "report", sweep, "--html", page])
    opened, held = [], []
    for k in range(args.rounds):
        profile = folder / f"browser-{k}"
        profile.mkdir()
        with Browser(profile) as browser:
            browser.screen(1280, 900)
            opened.append(browser.open(page))
            held.append(held_by_page(browser))
            if browser.complaints():
                raise BadInput("the page complains in the browser's console")
    summary = summary_of(args.battalion, sweep)
    return {"tasks": summary["tasks"], "samples": summary["samples"], "programs": summary["programs"], "evaluations": summary["evaluations"],
            "sweep_bytes": sweep.stat().st_size, "page_bytes": page.stat().st_size, "write_seconds": ran.seconds, "write_memory_bytes": ran.memory,
            "open_seconds": statistics.median(opened), "open_seconds_all": opened,
            "script_heap_bytes": held[-1][0], "nodes": held[-1][1]}


def arguments():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("tasks", metavar="TASKS", type=pathlib.Path)
    p.add_argument("programs", metavar="PROGRAMS", type=pathlib.Path)
    p.add_argument("--battalion", type=pathlib.Path, default=ROOT / "build/battalion", help="default %(default)s")
    p.add_argument("--writer", type=pathlib.Path, default=ROOT / "build/tests/bench/large_sweep", help="default %(default)s")
    p.add_argument("--large", type=int, default=100_000, metavar="PROGRAMS", help="of the sweep that never ran; default %(default)s")
    p.add_argument("--large-tasks", type=int, default=100, metavar="TASKS", help="default %(default)s")
    p.add_argument("--rounds", type=int, default=5, help="default %(default)s")
    p.add_argument("--out", type=pathlib.Path, default=ROOT / "results/bench/html.json", help="the record; default %(default)s")
    return p.parse_args()


def main():
    args = arguments()
    import_selenium()
    where = provenance()
    with tempfile.TemporaryDirectory(prefix="battalion-bench-") as name:
        folder = pathlib.Path(name)
        run([args.battalion, "sweep", "--tasks", args.tasks, "--programs", args.programs, "--pairing", "cross", "--set-order", "canonical",
             "--threads", "1", "--validate", "text", "--engine", "lanes", "--keep", "best", "--out", folder / "cross"])
        rows = {}
        for kind, sweep in (("cross", folder / "cross/sweep.h5"), ("large", folder / "large/sweep.h5")):
            if kind == "large":
                run([args.writer, folder / "large", args.large, args.large_tasks])
            (folder / kind).mkdir(exist_ok=True)
            rows[kind] = measure(args, sweep, folder / kind)
    record = {"benchmark": "html", **where, "battalion_version": output_of([str(args.battalion), "--version"]).splitlines(),
              "browser": output_of(["chromium", "--version"]), **rows}
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps(record, indent=1) + "\n")
    for kind, row in rows.items():
        print(f"{kind:<6} {row['programs']:>7} programs, {row['evaluations']:>10} evaluations: page {row['page_bytes'] / 1e6:.2f} MB "
              f"written in {row['write_seconds']:.2f} s, opened in {row['open_seconds']:.2f} s")
    print(f"record in {args.out}")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (BadInput, NoBrowser) as error:
        print(f"html: {error}", file=sys.stderr)
        sys.exit(2)
