"""Recorded programs (tests/golden, jobs/demo) as inputs of the targets that draw programs: drawn_program.hpp, backwards.

Drawing seldom makes what a person would write; from these, libFuzzer has all primitives and how they follow each other.
"""

import json
import pathlib
import re

# What each target reads before grid and program.
HEADS = {"program_run": b"", "lowered_run": b"\xc8",  # canonical order, all the scratch there is
         "bytecode": b"\x00\xff\x00"}  # likewise, with no edits
CALL = re.compile(r"\s*(\w+) = (\w+)\(([^()]*)\)\s*$")
MOST_LINES, MOST_BYTES = 23, 400


def primitives(root):
    text = (root / "src/dsl/primitives.def").read_text()
    return {name: k for k, name in enumerate(re.findall(r'^PRIMITIVE\(\w+, "(\w+)"', text, re.M))}


def constants(root):
    text = (root / "src/dsl/constants.cpp").read_text()
    return {name: k for k, name in enumerate(re.findall(r'\{"(\w+)", (?:boolean|integer|pair),', text))}


class Encoder:
    def __init__(self, root):
        self.primitives, self.constants = primitives(root), constants(root)

    def program(self, text):
        """Its bytes; None where a line is of no form that is drawn."""
        variables, out = {"I": 0}, b""
        for line in text.splitlines():
            if not line.strip() or line.lstrip().startswith(("def ", "return ", "#")):
                continue
            call = CALL.match(line)
            if call is None or len(variables) > MOST_LINES:
                return None
            name, function, words = call[1], call[2], call[3].split(",")
            args = [self.argument(word.strip(), variables) for word in words]
            if None in args:
                return None
            if function in self.primitives:
                out += bytes([24 + self.primitives[function]])
            elif function in variables and len(args) <= 2:
                out += bytes([0 if len(args) == 2 else 1, variables[function]])
            else:
                return None
            out += b"".join(args)
            variables[name] = len(variables)
        return out

    def argument(self, word, variables):
        if word in variables:
            return bytes([variables[word]])
        if word in self.constants:
            return bytes([128, self.constants[word]])
        if word in self.primitives:
            return bytes([176, self.primitives[word]])
        if re.fullmatch(r"-?\d+", word) and -128 <= int(word) < 128:
            return bytes([216, int(word) % 256])
        return None

    @staticmethod
    def grid(rows):
        """Its upper left corner."""
        height, width = min(len(rows), 6), min(len(rows[0]), 6)
        return bytes([height - 1 + 6 * (width - 1)] + [rows[i][j] for i in range(height) for j in range(width)])


def recorded(root):
    """(program, a grid for it)"""
    for line in (root / "tests/golden/programs.jsonl").read_text().splitlines():
        vector = json.loads(line)
        yield vector["program"], vector["cases"][0]["input"]
    tasks = {p.stem: json.loads(p.read_text()) for p in sorted((root / "jobs/demo/tasks").glob("*.json"))}
    for path in sorted((root / "jobs/demo/programs").glob("*.py")):
        for text in re.split(r"^(?=def )", path.read_text(), flags=re.M):
            of = [name for name in tasks if re.match(rf"def solve_(?:\w+_)?{name}\(", text)]
            if of:
                yield text.split("\n\n")[0], tasks[of[0]]["train"][0]["input"]


def write_seeds(root, target, folder):
    """Into folder, for a target that has any."""
    if target not in HEADS:
        return
    folder.mkdir(parents=True, exist_ok=True)
    encoder = Encoder(root)
    for k, (program, grid) in enumerate(recorded(root)):
        encoded = encoder.program(program)
        if encoded is None:
            continue
        whole = HEADS[target] + encoder.grid(grid) + encoded
        if len(whole) <= MOST_BYTES:
            (pathlib.Path(folder) / f"recorded-{k:03}").write_bytes(whole)
