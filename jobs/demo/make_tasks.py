#!/usr/bin/env python3
"""Draws the demo's tasks and writes them to jobs/demo/tasks, one JSON file a task.

    python3 jobs/demo/make_tasks.py [FOLDER]

Standard library only. Each task draws from its own generator, seeded by the task's id, so the output is
the same on every machine and a new task leaves the others as they are. The rules are stated here in plain
Python, apart from the DSL, so that the demo's programs are judged by something that is not themselves.
"""

import json
import pathlib
import random
import sys

SEED = "battalion demo 1"


# --- grids as lists of rows ---------------------------------------------------------------------------

def blank(height, width, color=0):
    return [[color] * width for _ in range(height)]


def copy(grid):
    return [row[:] for row in grid]


def cells(grid, wanted=lambda v: v != 0):
    return [(i, j) for i, row in enumerate(grid) for j, v in enumerate(row) if wanted(v)]


def put(grid, places, color):
    for i, j in places:
        grid[i][j] = color
    return grid


def around(i, j):
    return [(i + di, j + dj) for di in (-1, 0, 1) for dj in (-1, 0, 1)]


def free(grid, places):
    """Whether the places lie on the grid and neither they nor their neighbours are taken."""
    height, width = len(grid), len(grid[0])
    return all(0 <= i < height and 0 <= j < width for i, j in places) and not any(
        0 <= a < height and 0 <= b < width and grid[a][b] for i, j in places for a, b in around(i, j))


def blob(rng, size):
    """A connected shape of `size` cells whose box starts at (0, 0)."""
    places = {(0, 0)}
    while len(places) < size:
        i, j = rng.choice(sorted(places))
        places.add(rng.choice([(i - 1, j), (i + 1, j), (i, j - 1), (i, j + 1)]))
    top, left = min(i for i, _ in places), min(j for _, j in places)
    return sorted((i - top, j - left) for i, j in places)


def place(rng, grid, shape, color, margin=0):
    """Paints the shape somewhere free, at least `margin` from the border; None where there is no room."""
    height = max(i for i, _ in shape) + 1
    width = max(j for _, j in shape) + 1
    spots = [(i, j) for i in range(margin, len(grid) - height + 1 - margin)
             for j in range(margin, len(grid[0]) - width + 1 - margin)]
    rng.shuffle(spots)
    for di, dj in spots:
        places = [(i + di, j + dj) for i, j in shape]
        if free(grid, places):
            put(grid, places, color)
            return places
    return None


def place_all(rng, height, width, shapes, margin=0):
    """A grid with all the (shape, color) on it, apart from each other, and where each one lies."""
    while True:
        grid = blank(height, width)
        places = [place(rng, grid, shape, color, margin) for shape, color in shapes]
        if all(places):
            return grid, places


def rectangle(height, width, hollow=False):
    return [(i, j) for i in range(height) for j in range(width)
            if not hollow or i in (0, height - 1) or j in (0, width - 1)]


def color_of(rng, *but):
    return rng.choice([c for c in range(1, 10) if c not in but])


# --- the tasks: each takes a generator and a sample number, returns (input, output) ------------------

def mirror(rng, _):
    """Mirror left to right; no input is its own mirror image."""
    while True:
        height, width = rng.randint(3, 6), rng.randint(3, 6)
        grid = [[rng.choice((0, 0, 1, 4, 7)) for _ in range(width)] for _ in range(height)]
        out = [row[::-1] for row in grid]
        if out not in (grid, grid[::-1]):
            return grid, out


def recolor_largest(rng, _):
    """The largest grey shape becomes red."""
    sizes = rng.sample(range(2, 8), 3)
    grid, places = place_all(rng, 10, rng.randint(10, 12), [(blob(rng, n), 5) for n in sizes])
    return grid, put(copy(grid), max(places, key=len), 2)


def crop_object(rng, _):
    """Cut out the one object, which has two colours."""
    a = color_of(rng)
    b = color_of(rng, a)
    while True:
        shape = blob(rng, rng.randint(5, 8))
        grid, (places,) = place_all(rng, rng.randint(8, 12), rng.randint(8, 12), [(shape, a)])
        put(grid, rng.sample(places, 2), b)
        rows, columns = [i for i, _ in places], [j for _, j in places]
        out = [row[min(columns):max(columns) + 1] for row in grid[min(rows):max(rows) + 1]]
        if len(out) > 1 and len(out[0]) > 1:
            return grid, out


def upscale_by_colors(rng, n):
    """Every cell becomes a square whose side is the number of colours, black among them."""
    colors = rng.sample(range(1, 10), (1, 2, 3, 2)[n % 4])
    grid = [[0] * 3 for _ in range(3)]
    places = rng.sample([(i, j) for i in range(3) for j in range(3)], 6)
    for k, (i, j) in enumerate(places):
        grid[i][j] = colors[k % len(colors)]
    side = len(colors) + 1
    return grid, [[v for v in row for _ in range(side)] for row in grid for _ in range(side)]


def gravity(rng, _):
    """Cells fall to the ground, in the order in which they lay."""
    height, width = rng.randint(5, 8), rng.randint(4, 8)
    grid = [[rng.choice((0, 0, 0, 2, 8, 3)) for _ in range(width)] for _ in range(height)]
    columns = []
    for column in zip(*grid):
        stones = [v for v in column if v]
        columns.append([0] * (height - len(stones)) + stones)
    return grid, [list(row) for row in zip(*columns)]


def connect_points(rng, _):
    """Two cells of one colour, in a row or a column, are joined; lines never cross."""
    height, width = rng.randint(9, 13), rng.randint(9, 13)
    across = rng.random() < 0.5
    lanes = rng.sample(range(0, height if across else width, 2), 3)
    colors = rng.sample(range(1, 10), 3)
    grid = blank(height, width)
    out = blank(height, width)
    for lane, color in zip(lanes, colors):
        a, b = sorted(rng.sample(range(width if across else height), 2))
        line = [(lane, k) if across else (k, lane) for k in range(a, b + 1)]
        put(grid, [line[0], line[-1]], color)
        put(out, line, color)
    return grid, out


def denoise(rng, n):
    """Single cells are noise and go; larger shapes stay. Some noise has the colour of a shape."""
    color = color_of(rng)
    noise = color if n % 2 else color_of(rng, color)
    shapes = [(rectangle(rng.randint(2, 4), rng.randint(2, 4)), color) for _ in range(2)]
    shapes += [([(0, 0)], noise)] * rng.randint(3, 6)
    grid, places = place_all(rng, 12, 12, shapes)
    return grid, put(copy(grid), [p for spot in places[2:] for p in spot], 0)


def tile(rng, _):
    """Lay the pattern two by two."""
    height, width = rng.randint(2, 5), rng.randint(2, 5)
    grid = [[rng.choice((1, 3, 0, 6)) for _ in range(width)] for _ in range(height)]
    return grid, [row * 2 for row in grid] * 2


def complete_symmetry(rng, _):
    """A picture with left-right symmetry has black holes: restore it."""
    height, half = rng.randint(6, 10), rng.randint(3, 5)
    colors = rng.sample(range(1, 10), 4)
    left = [[rng.choice(colors) for _ in range(half)] for _ in range(height)]
    out = [row + row[::-1] for row in left]
    tall, wide = rng.randint(2, 4), rng.randint(2, 3)
    top, start = rng.randint(0, height - tall), rng.choice((0, half + rng.randint(0, half - wide)))
    hole = [(top + i, start + j) for i, j in rectangle(tall, wide)]
    return put(copy(out), hole, 0), out


def draw_frame(rng, _):
    """Every shape gets a green frame around its box."""
    shapes = [(rectangle(rng.randint(1, 3), rng.randint(1, 3)), rng.choice((1, 2, 4)))
              for _ in range(rng.randint(2, 3))]
    while True:
        grid, places = place_all(rng, 13, 13, shapes, margin=1)
        out = copy(grid)
        for spot in places:
            near = {p for i, j in spot for p in around(i, j)} - set(spot)
            if any(out[i][j] for i, j in near):
                break
            put(out, near, 3)
        else:
            return grid, out


def count_to_bar(rng, n):
    """As many cells in a row as there are shapes, in their colour."""
    color = color_of(rng)
    count = (3, 2, 5, 4, 1, 6)[n % 6]
    shapes = [(blob(rng, rng.randint(1, 4)), color) for _ in range(count)]
    grid, _ = place_all(rng, 11, 11, shapes)
    return grid, [[color] * count]


def shoot_down(rng, _):
    """Each dot of the top half shines down to the bottom edge."""
    height, width = rng.randint(6, 11), rng.randint(6, 11)
    grid, out = blank(height, width), blank(height, width)
    for j in rng.sample(range(width), 3):
        i, color = rng.randrange(height // 2), color_of(rng)
        grid[i][j] = color
        put(out, [(k, j) for k in range(i, height)], color)
    return grid, out


def fill_boxes(rng, _):
    """Hollow boxes are filled with yellow."""
    shapes = [(rectangle(rng.randint(3, 5), rng.randint(3, 5), hollow=True), 1) for _ in range(2)]
    grid, places = place_all(rng, 13, 13, shapes)
    out = copy(grid)
    for spot in places:
        rows, columns = [i for i, _ in spot], [j for _, j in spot]
        put(out, [(i, j) for i in range(min(rows) + 1, max(rows))
                  for j in range(min(columns) + 1, max(columns))], 4)
    return grid, out


def switch_colors(rng, _):
    """The two colours change places."""
    a = color_of(rng)
    b = color_of(rng, a)
    size = rng.randint(4, 7)
    while True:
        grid = [[rng.choice((a, a, b)) for _ in range(size)] for _ in range(size)]
        if 0 < len(cells(grid, lambda v: v == b)) < size * size // 2:
            return grid, [[b if v == a else a for v in row] for row in grid]


def odd_panel(rng, _):
    """Three panels side by side, two of them alike: the answer is the third."""
    size, color = rng.randint(3, 5), color_of(rng)
    same, odd = ([[rng.choice((0, color)) for _ in range(size)] for _ in range(size)] for _ in range(2))
    panels = [same, same, odd]
    rng.shuffle(panels)
    return [sum((panel[i] for panel in panels), []) for i in range(size)], odd


def sort_rows(rng, _):
    """Bars of unlike length, put in order from the shortest to the longest."""
    width = rng.randint(5, 9)
    lengths = rng.sample(range(1, width + 1), 4)
    color = color_of(rng)
    row = lambda n: [color] * n + [0] * (width - n)
    return [row(n) for n in lengths], [row(n) for n in sorted(lengths)]


def both_halves(rng, _):
    """Where both halves, left and right of a grey bar, are set, the answer is red."""
    height, width = rng.randint(3, 6), rng.randint(3, 5)
    while True:
        a, b = ([[rng.choice((0, 1)) for _ in range(width)] for _ in range(height)] for _ in range(2))
        out = [[2 if x and y else 0 for x, y in zip(p, q)] for p, q in zip(a, b)]
        if cells(out):
            return [p + [5] + q for p, q in zip(a, b)], out


# The next two have ties in them: what a set yields first then matters, and that hangs on set order.

def upper_color(rng, n):
    """Two bands of one size: all becomes the colour of the upper one."""
    top, bottom = ((8, 3), (9, 4), (8, 2), (9, 6), (8, 7))[n]  # 8 and 9 come first in CPython's small tables
    height, width = rng.randint(1, 4), rng.randint(3, 7)
    return blank(height, width, top) + blank(height, width, bottom), blank(2 * height, width, top)


def topmost_square(rng, _):
    """Of the blue squares, all of one size, the one that starts highest becomes red."""
    while True:
        grid, places = place_all(rng, 10, 10, [(rectangle(2, 2), 1)] * 4)
        tops = sorted(spot[0] for spot in places)
        if tops[0][0] < tops[1][0]:
            return grid, put(copy(grid), next(s for s in places if s[0] == tops[0]), 2)


# task -> (demos, tests)
TASKS = {
    mirror: (3, 1),
    recolor_largest: (3, 2),
    crop_object: (3, 1),
    upscale_by_colors: (4, 1),
    gravity: (3, 1),
    connect_points: (4, 1),
    denoise: (4, 2),
    tile: (3, 1),
    complete_symmetry: (3, 1),
    draw_frame: (3, 1),
    count_to_bar: (5, 1),
    shoot_down: (3, 1),
    fill_boxes: (3, 2),
    switch_colors: (3, 1),
    odd_panel: (4, 2),
    sort_rows: (3, 1),
    both_halves: (4, 1),
    upper_color: (4, 1),
    topmost_square: (3, 1),
}


def draw(rule, demos, tests):
    rng = random.Random(f"{SEED} {rule.__name__}")
    drawn = []
    while len(drawn) < demos + tests:
        grid, out = rule(rng, len(drawn))
        if grid != out and all(grid != g for g, _ in drawn):
            drawn.append((grid, out))
    return {"train": drawn[:demos], "test": drawn[demos:]}


def text(task):
    """JSON with one grid row a line, so that a task can be read and compared by eye."""
    rows = lambda grid: "[\n" + ",\n".join("        " + json.dumps(row) for row in grid) + "\n      ]"
    sample = lambda s: f'    {{\n      "input": {rows(s[0])},\n      "output": {rows(s[1])}\n    }}'
    split = lambda name: f'  "{name}": [\n' + ",\n".join(map(sample, task[name])) + "\n  ]"
    return "{\n" + split("train") + ",\n" + split("test") + "\n}\n"


def main():
    here = pathlib.Path(__file__).resolve().parent
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else here / "tasks"
    folder.mkdir(parents=True, exist_ok=True)
    for rule, (demos, tests) in TASKS.items():
        (folder / f"{rule.__name__}.json").write_text(text(draw(rule, demos, tests)))
    print(f"{len(TASKS)} tasks, {sum(a + b for a, b in TASKS.values())} samples in {folder}")


if __name__ == "__main__":
    main()
