#!/usr/bin/env python3
"""Runs a benchmark that prints one JSON object a row, and writes its rows with machine, commit and date to a record.

    tests/bench/record.py OUT.json -- build/tests/bench/starvation --json

Exit status: the benchmark's; 2 where it printed something else. The record is written only for status 0.
"""

import json
import pathlib
import subprocess
import sys

from provenance import provenance


def main():
    if len(sys.argv) < 4 or sys.argv[2] != "--":
        print("record: give OUT.json -- COMMAND...\n" + __doc__, file=sys.stderr)
        return 2
    record = {"command": sys.argv[3:], **provenance()}
    done = subprocess.run(sys.argv[3:], stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        return done.returncode
    try:
        record["rows"] = [json.loads(line) for line in done.stdout.splitlines() if line.strip()]
    except json.JSONDecodeError as e:
        print(f"record: a row is no JSON ({e})", file=sys.stderr)
        return 2
    pathlib.Path(sys.argv[1]).write_text(json.dumps(record, indent=1) + "\n")
    print(f"record: {len(record['rows'])} rows in {sys.argv[1]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
