#!/usr/bin/env python3
"""Writes a sweep's input with programs that mean harm: tasks, a few healthy programs, and a thousand hostile ones.

    tests/hostile/make_hostile.py FOLDER [--hostile N] [--seed S]

FOLDER gets tasks/, healthy/ and hostile/. The same arguments write the same bytes. Programs are named for their task
(pairing own): healthy_WHAT_TASK and hostile_NUMBER_TASK.
"""

import argparse
import json
import pathlib
import random

TASKS = {"small": (3, 3), "wide": (4, 30), "large": (30, 30), "dot": (1, 1)}
HEALTHY = ["rot90(I)", "hmirror(I)", "vmirror(I)", "upscale(I, TWO)", "trim(I)", "switch(I, ONE, TWO)",
           "tophalf(I)", "canvas(mostcolor(I), shape(I))", "paint(I, merge(objects(I, T, F, T)))",
           "hconcat(I, vmirror(I))", "fill(I, THREE, ofcolor(I, ZERO))", "crop(I, ORIGIN, UNITY)"]


def program(name, lines, result="x"):
    return f"def {name}(I):\n" + "".join(f"    {line}\n" for line in lines) + f"    return {result}\n"


def grows(r, how, times):
    """x made of itself, again and again."""
    return ["x = " + r.choice(["I", "rot90(I)", "asindices(I)", "interval(ZERO, NINE, ONE)", "totuple(I)", "(I, ONE)"])] \
        + [f"x = {how}"] * times


# What runs for ever, or would fill all memory, or nests without end. Each takes random.Random and gives lines.
RUNS = [
    lambda r: grows(r, "combine(x, x)", r.randint(40, 200)),
    lambda r: grows(r, "product(x, x)", r.randint(4, 40)),
    lambda r: grows(r, "(x, x)", r.randint(30, 900)) + ["y = (x, x)", "x = equality(x, y)"],
    lambda r: grows(r, "astuple(x, x)", r.randint(30, 300)) + ["x = contained(x, repeat(x, 1000))"],
    lambda r: grows(r, f"repeat(x, {r.randint(2, 9)})", r.randint(20, 80)) + ["x = dedupe(merge(x))"],
    lambda r: grows(r, "initset(x)", r.randint(500, 1500)),
    lambda r: grows(r, "(x,)", r.randint(900, 3000)),
    lambda r: ["x = I"] + [f"x = upscale(x, {r.randint(2, 1000)})"] * r.randint(2, 30),
    lambda r: ["x = I"] + [r.choice(["x = hconcat(x, x)", "x = vconcat(x, x)"]) for _ in range(r.randint(20, 80))],
    lambda r: ["x = identity"] + ["x = compose(x, x)"] * r.randint(20, 70) + ["x = x(I)"],
    lambda r: ["f = " + r.choice(["rot90", "identity", "merge", "double"]), f"f = power(f, {r.randint(-5, 10 ** 18)})", "x = f(I)"],
    lambda r: ["f = rot90"] + [f"f = power(f, {r.randint(2, 900)})"] * r.randint(2, 6) + ["x = f(I)"],
    lambda r: ["f = lbind(power, rot90)", f"x = apply(f, interval({r.randint(-9, 9)}, {r.randint(100, 10 ** 7)}, ONE))"],
    lambda r: [f"x = interval({r.randint(-5, 5)}, {10 ** r.randint(6, 18)}, {r.choice([1, 2, 0, -1])})"],
    lambda r: [f"x = interval(ZERO, {r.randint(10 ** 4, 10 ** 6)}, ONE)", "x = product(x, x)", "x = apply(first, x)"],
    lambda r: [f"x = canvas({r.randint(0, 9)}, ({10 ** r.randint(2, 9)}, {10 ** r.randint(2, 9)}))", "x = objects(x, F, T, F)"],
    lambda r: [f"x = connect(ORIGIN, ({10 ** r.randint(3, 18)}, {r.choice([0, 10 ** r.randint(3, 18)])}))", "x = toindices(x)"],
    lambda r: [f"p = initset(({r.randint(-10 ** 9, 0)}, {r.randint(-10 ** 9, 10 ** 9)}))", "p = insert(ORIGIN, p)",
               f"x = {r.choice(['backdrop', 'delta', 'box', 'outbox', 'inbox', 'corners'])}(p)"],
    lambda r: [f"x = shift(asindices(I), ({2 ** r.randint(31, 62)}, {-2 ** r.randint(31, 62)}))",
               "x = shift(x, (9223372036854775807, ONE))"],
    lambda r: ["x = TEN"] + ["x = multiply(x, x)"] * r.randint(5, 90),
    lambda r: ["x = (TEN, ONE)"] + ["x = double(x)"] * r.randint(60, 200),
    lambda r: ["f = identity"] + [f"f = rbind(lbind({r.choice(['add', 'astuple', 'combine', 'product'])}, f), I)"] * r.randint(1, 50) + ["x = f(I)"],
    lambda r: ["f = identity"] + ["f = chain(f, f, f)"] * r.randint(10, 60) + ["x = mapply(f, (I, I))"],
    lambda r: ["f = identity"] + [f"f = fork({r.choice(['combine', 'product', 'astuple'])}, f, f)"] * r.randint(10, 60) + ["x = f(I)"],
    lambda r: [f"x = interval(ZERO, {10 ** r.randint(4, 6)}, ONE)", "f = lbind(rbind, add)", "x = order(x, invert)",
               "x = apply(f, x)", "x = rapply(x, ONE)"],
    lambda r: ["x = asindices(upscale(I, 30))", f"x = sfilter(product(x, x), {r.choice(['identity', 'first', 'last'])})"],
    lambda r: ["x = upscale(I, 30)", f"x = {r.choice(['occurrences(x, asobject(I))', 'fgpartition(x)', 'frontiers(x)', 'compress(x)'])}",
               "x = mostcommon(x)"],
    lambda r: [f"x = {r.choice(['first', 'last', 'merge', 'maximum', 'mostcommon', 'center', 'normalize'])}(())"],
    lambda r: [f"x = {r.choice(['rot90', 'objects', 'branch', 'I', 'x9', 'ONE'])}({', '.join(['I'] * r.randint(0, 4))})"],
    lambda r: ["x = rot90(I)", "y = hmirror(I)", "z = trim(I)"] + grows(r, "combine(x, x)", 60),  # shared with the healthy
    lambda r: ["x = initset(I)"] + ["x = combine(x, initset(x))"] * r.randint(5, 60),
    lambda r: [f"f = matcher(identity, {r.randint(0, 9)})", f"x = extract(interval(TEN, {10 ** r.randint(5, 12)}, ONE), f)"],
    lambda r: ["x = papply(combine, repeat(I, 30), repeat(I, 30))", "x = prapply(astuple, x, x)", "x = prapply(astuple, x, x)"],
    lambda r: ["x = cellwise(upscale(I, 900), upscale(I, 900), ZERO)", "x = vupscale(hupscale(x, 900), 900)"],
    lambda r: ["x = (rot90, rot90)"] + [r.choice(["x = astuple(x, x)", "x = (x, rot90)", "x = (rot90, x, x)"])] * r.randint(20, 900)
    + ["y = first(x)", "x = rapply(y, I)"],
    lambda r: ["f = rot90"] + ["f = compose(f, f)"] * 10 + ["x = I"] + ["x = f(x)"] * r.randint(100, 2000),
    lambda r: ["f = lbind(interval, ZERO)", "f = rbind(f, ONE)", "f = compose(size, f)", f"x = apply(f, repeat({10 ** r.randint(4, 6)}, 10000))"],
    lambda r: [f"f = chain(size, dedupe, lbind(combine, interval(ZERO, {r.randint(300, 900)}, ONE)))",
               "x = apply(f, repeat((ONE, TWO), 5000))"],
    lambda r: ["x = asobject(upscale(I, 9))", "x = product(x, x)", "f = fork(equality, first, last)", "x = sfilter(x, f)",
               "x = mapply(compose(initset, first), x)"],
    lambda r: [f"x = gravitate(initset(ORIGIN), initset(({10 ** r.randint(3, 17)}, {10 ** r.randint(3, 17)})))"],
]


def text_of_many_lines(r, name):
    return program(name, ["x = I"] + [f"x{i} = {r.choice(['rot90', 'hmirror', 'vmirror'])}(I)" for i in range(r.choice([1000, 3000]))])


# What is hard to read. Each takes random.Random and a name and gives bytes or text.
TEXTS = [
    lambda r, n: program(n, [f"x = {'(' * (d := r.randint(400, 5000))}I{')' * d}"]),
    lambda r, n: program(n, [f"x = {'identity(' * (d := r.randint(400, 5000))}I{')' * d}"]),
    lambda r, n: program(n, [f"x = {'(' * r.randint(1, 5000)}I"]),
    lambda r, n: program(n, [f"x = {'-' * r.randint(1, 20000)}1"]),
    lambda r, n: program(n, [f"x = {r.choice(['9', '1_0', '0x', '0xf', '0b1', '1e'])}{'9' * r.randint(18, 20000)}"]),
    lambda r, n: program(n, [f"{'v' * (k := r.randint(1000, 50000))} = I", f"x = {'v' * k}"]),
    lambda r, n: program(n, [f"x = {'u' * r.randint(1000, 50000)}"]),
    lambda r, n: program(n, [f"x = add({', '.join(['I'] * r.randint(1000, 5000))})"]),
    lambda r, n: program(n, [f"x = ({', '.join(['I'] * r.randint(1000, 5000))})"]),
    lambda r, n: program(n, [f"x = identity{'(I)' * r.randint(100, 5000)}"]),
    lambda r, n: program(n, ["x = I"]).replace("\n", "\r\n"),
    lambda r, n: program(n, ["x = I"]).replace("\n", "\r"),
    lambda r, n: "\ufeff" + program(n, ["x = I"]),
    lambda r, n: program(n, ["x = I"]).encode().replace(b"x", bytes([r.choice([0, 0xff, 0xc0, 0xed, 0x1b, 0x80])])),
    lambda r, n: bytes(r.randint(0, 255) for _ in range(r.randint(10, 3000))) + b"\n" + program(n, ["x = I"]).encode(),
    lambda r, n: program(n, ["x = I  # \x1b[2J\x1b]0;gone\x07"]),
    lambda r, n: program(n, [f"x = {r.choice(['lambda', 'yield', 'await', '[x for x in I]', '{}', 'I.x', 'I[0]', '*I', 'f(**I)'])}"]),
    lambda r, n: f"def {n}(I):\n    return " + "zz(\n" * r.randint(100, 2000),
    lambda r, n: f"def {n}(I):\n    x = I\n" + '\\"""\n' * r.randint(100, 5000),
    lambda r, n: f"def {n}(I): return '" + "'\\" * r.randint(100, 5000),
    lambda r, n: "".join(f"def {n}(I):\n a, (\n" for _ in range(r.randint(10, 1000))),
    lambda r, n: "import (\n" * r.randint(10, 2000) + program(n, ["x = I"]),
    lambda r, n: f"def {n}(I{', J' * r.randint(0, 1000)}):\n    return I\n",
    lambda r, n: f"def {n}(I):\n" + "\t" * r.randint(0, 100) + "return I\n  return I\n",
    lambda r, n: f"def {n}(I: {'List[' * r.randint(1, 3000)}int) -> x:\n    return I\n",
    lambda r, n: f"@{'a.' * r.randint(1, 1000)}b\nasync def {n}(I):\n    return I\n",
    lambda r, n: program(n, [f"x{i} = x{i + 1}" for i in range(r.randint(1, 3000))]),
    lambda r, n: program(n, ["I = I", "add = I", "x = add(I, I)", "rot90 = rot90"]),
    text_of_many_lines,
]

# A few that are as large as a file may well be.
GIANTS = [
    lambda r, n: program(n, ["x = I"] + ["x = rot90(x)"] * 100_000),
    lambda r, n: program(n, [f"x{i} = identity(I)" for i in range(100_000)], "x99999"),
    lambda r, n: program(n, ["x = I"] + ["x = (x, x)"] * 100_000),
    lambda r, n: program(n, ["x = (" + "I, " * 300_000 + ")"]),
    lambda r, n: program(n, ["f = rot90"] + ["f = compose(f, rot90)"] * 100_000 + ["x = f(I)"]),
    lambda r, n: program(n, ["x = (rot90, rot90)"] + ["x = (x, x)"] * 50_000, "I"),
    lambda r, n: program(n, ["f = rot90"] + ["f = compose(f, f)"] * 10 + ["x = I"] + ["x = f(x)"] * 50_000),
    lambda r, n: "".join(f"def {n}_{i}(I): return zz(\n" for i in range(20_000)),
    lambda r, n: '\\"""\n' * 100_000,
    lambda r, n: "\x00" * 1_000_000,
    lambda r, n: program(n, [f"x = {'9' * 1_000_000}"]),
]


def hostile(number, r):
    name = f"hostile_{number:04}_{r.choice(sorted(TASKS))}"
    if number < len(GIANTS):
        return GIANTS[number](r, name)
    if r.random() < 0.7:
        return program(name, RUNS[number % len(RUNS)](r))
    return TEXTS[number % len(TEXTS)](r, name)


def grid(r, height, width):
    return [[r.choice([0, 0, 0, 1, 2, 5]) for _ in range(width)] for _ in range(height)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--hostile", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=4)
    args = parser.parse_args()
    for part in ("tasks", "healthy", "hostile"):
        (args.folder / part).mkdir(parents=True, exist_ok=True)
    r = random.Random(args.seed)
    for task, (height, width) in TASKS.items():
        pairs = [{"input": grid(r, height, width), "output": grid(r, height, width)} for _ in range(2)]
        (args.folder / "tasks" / f"{task}.json").write_text(json.dumps({"train": pairs[:1], "test": pairs[1:]}))
    healthy = [program(f"healthy_{k}_{task}", [f"x = {call}"]) for task in sorted(TASKS) for k, call in enumerate(HEALTHY)]
    (args.folder / "healthy" / "healthy.py").write_text("\n".join(healthy))
    for number in range(args.hostile):
        text = hostile(number, random.Random(f"{args.seed} {number}"))
        data = text if isinstance(text, bytes) else text.encode()
        (args.folder / "hostile" / f"{number:04}.py").write_bytes(data)


if __name__ == "__main__":
    main()
