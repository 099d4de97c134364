#!/usr/bin/env python3
"""Puts the rows of the device bench into a record, with device, machine, commit and date. tests/gpu.sh calls it.

    tests/bench/device_record.py OUT.json ROWS.jsonl [--copies N] [--tasks DIR] [--commit HASH]

--commit: what the binaries were built from, where that is not the checkout that they run in.
"""

import argparse
import json
import pathlib

from provenance import output_of, provenance


def main():
    parser = argparse.ArgumentParser(description="Writes the device bench's record.")
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("rows", type=pathlib.Path)
    parser.add_argument("--copies", type=int, default=1)
    parser.add_argument("--tasks", type=pathlib.Path)
    parser.add_argument("--commit", default="")
    given = parser.parse_args()
    record = provenance()
    if given.commit:
        record["commit"], record["dirty"] = given.commit, False
    query = "name,uuid,driver_version,memory.total,clocks.max.sm"
    record["device"] = dict(zip(query.split(","), [
        word.strip() for word in output_of(["nvidia-smi", f"--query-gpu={query}", "--format=csv,noheader"]).split("\n")[0].split(",")]))
    record["copies"] = given.copies
    record["tasks"] = given.tasks.name if given.tasks else ""
    record["rows"] = [json.loads(line) for line in given.rows.read_text().splitlines() if line.strip()]
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_text(json.dumps(record, indent=1) + "\n")
    print(f"device_record: {len(record['rows'])} rows in {given.out}")


if __name__ == "__main__":
    main()
