#!/usr/bin/env python3
"""Sweeps hostile names and known grids, and looks at the report page in headless Chromium."""

import argparse
import json
import pathlib
import subprocess
import tempfile

from browser import Browser, main_with_browser

PALETTE = ["#000000", "#0074d9", "#ff4136", "#2ecc40", "#ffdc00", "#aaaaaa", "#f012be", "#ff851b", "#7fdbff", "#870c25"]
HOSTILE = "<script>window.ran=1"
IMAGE = "<img src=x onerror=window.ran=1>"
# Known by what they make of a grid; none of them knows the task.
PROGRAMS = """
def solve_mirror(I):
    O = vmirror(I)
    return O

def solve_upside_down(I):
    O = hmirror(I)
    return O

def solve_recolor(I):
    O = replace(I, THREE, FOUR)
    return O

def solve_halves(I):
    O = lefthalf(I)
    return O

def solve_error(I):
    x1 = objects(I, T, F, T)
    x2 = sizefilter(x1, NEG_ONE)
    x3 = first(x2)
    O = fill(I, ONE, x3)
    return O
"""
INPUT = [[0, 1, 1, 0], [4, 5, 6, 7], [8, 9, 3, 2]]


def mirrored(grid):
    return [row[::-1] for row in grid]


def write_inputs(folder):
    """Three tasks, two of them with names that are HTML, and five programs."""
    pairs = [{"input": g, "output": mirrored(g)} for g in (INPUT, [[1, 2], [3, 3]])]
    same = [{"input": g, "output": g} for g in (INPUT, [[5, 6, 7]])]
    tasks = {"mirror": {"train": pairs, "test": pairs[:1]}, HOSTILE: {"train": same, "test": same[1:]},
             IMAGE: {"train": pairs[1:], "test": same[:1]}}
    (folder / "tasks").mkdir()
    for name, task in tasks.items():
        (folder / f"tasks/{name}.json").write_text(json.dumps(task))
    (folder / "<b>programs.py").write_text(PROGRAMS)


def make_report(battalion, folder, keep):
    """A sweep of it all: the page and the summary of its file."""
    out = folder / keep
    subprocess.run([str(battalion), "sweep", "--tasks", str(folder / "tasks"), "--programs", str(folder / "<b>programs.py"), "--pairing", "cross",
                    "--keep", keep, "--threads", "1", "--out", str(out)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    report = [str(battalion), "report", str(out / "sweep.h5")]
    subprocess.run([*report, "--html", str(out / "report.html")], check=True, stdout=subprocess.DEVNULL)
    return out / "report.html", json.loads(subprocess.run([*report, "--json"], check=True, stdout=subprocess.PIPE).stdout)


class Page:
    """The report as its reader meets it."""

    def __init__(self, browser, page):
        self.browser = browser
        browser.screen(1280, 900)
        browser.open(page)

    def run(self, script, *arguments):
        return self.browser.run(script, *arguments)

    def column(self, section, title):
        """The texts of a table's column."""
        return self.run("""const table = document.querySelector(`#${arguments[0]} .table table`);
            const at = [...table.querySelectorAll("thead th")].findIndex((th) => th.textContent === arguments[1]);
            return [...table.querySelectorAll("tbody tr")].map((tr) => tr.children[at].textContent);""", section, title)

    def heading(self, section, title):
        return self.run("""return [...document.querySelectorAll(`#${arguments[0]} thead th`)].find((th) => th.textContent === arguments[1])
            .querySelector("button")""", section, title)

    def click(self, element):
        self.run('arguments[0].scrollIntoView({block: "center"})', element)
        element.click()

    def follow(self, task):
        """The link to a task's grids, by number."""
        self.run("location.hash = `#task/${arguments[0]}`", task)
        self.browser.driver.execute_async_script("setTimeout(arguments[0])")  # until its event was handled

    def press(self, keys):
        from selenium.webdriver import ActionChains
        ActionChains(self.browser.driver).send_keys(keys).perform()

    def grids(self, sample):
        """[{caption, cells: [[row, column, colour, painted, wrong, x, y]]}] of a sample of the task that is shown."""
        return self.run("""return [...document.querySelectorAll(`.sample[data-sample="${arguments[0]}"] figure`)].map((figure) => ({
            caption: figure.querySelector("figcaption").textContent,
            cells: [...figure.querySelectorAll("rect")].map((r) => {
              const box = r.getBoundingClientRect(), frame = r.ownerSVGElement.getBoundingClientRect();
              return [Number(r.dataset.row), Number(r.dataset.column), Number(r.dataset.colour), getComputedStyle(r).fill,
                      "wrong" in r.dataset, (box.left - frame.left) / box.width, (box.top - frame.top) / box.height];
            })}));""", sample)


def rgb(colour):
    return f"rgb({', '.join(str(int(colour[i:i + 2], 16)) for i in (1, 3, 5))})"


def expect_grid(figure, grid, expected=None):
    """Each cell has its colour, and lies where it belongs; where `expected` is given the wrong ones are marked."""
    assert len(figure["cells"]) == len(grid) * len(grid[0]), figure["caption"]
    for row, column, colour, painted, wrong, x, y in figure["cells"]:
        assert colour == grid[row][column], (figure["caption"], row, column, colour)
        assert painted == rgb(PALETTE[colour]), (painted, colour)
        assert abs(x - column) < 0.2 and abs(y - row) < 0.2, (figure["caption"], row, column, x, y)
        assert wrong == (expected is not None and expected[row][column] != colour), (figure["caption"], row, column)


def test_totals_are_those_of_the_summary(page, summary):
    cards = page.run('return [...document.querySelectorAll(".card")].map((c) => c.querySelector("strong").textContent)')
    assert cards[:3] == [f"{100 * summary['score_a']:.1f} %", f"{100 * summary['score_b']:.1f} %", str(summary["score_c"])], cards
    told = page.run("""return Object.fromEntries([...document.querySelectorAll("#overview .columns table:first-child tr")].map(
        (tr) => [tr.children[0].textContent, Number(tr.children[1].textContent)]))""")
    assert {k: told[k] for k in summary["outcomes"]} == summary["outcomes"], told


def test_tables_sort(page, _):
    assert page.column("tasks", "task") == [IMAGE, HOSTILE, "mirror"]  # as the file has them
    page.click(page.heading("tasks", "solved by"))
    solved = [int(n) for n in page.column("tasks", "solved by")]
    assert solved == sorted(solved, reverse=True) and solved[0] > solved[-1], solved
    page.click(page.heading("tasks", "solved by"))
    assert [int(n) for n in page.column("tasks", "solved by")] == solved[::-1]
    assert page.run('return document.querySelector("#tasks th[aria-sort]").getAttribute("aria-sort")') == "ascending"
    names = page.column("programs", "program")
    page.click(page.heading("programs", "program"))
    assert page.column("programs", "program") == sorted(names)


def test_tables_filter(page, _):
    field = page.run('return document.querySelector("#programs input[type=search]")')
    field.send_keys("MIRR")
    assert page.column("programs", "program") == ["solve_mirror"]
    assert page.run('return document.querySelector("#programs .told").textContent') == "1 of 5 rows"
    field.clear()
    field.send_keys(" ")
    assert len(page.column("programs", "program")) == 5
    page.run("""const select = document.querySelector("#programs select");
        select.selectedIndex = [...select.options].findIndex((o) => o.textContent === "with errors");
        select.dispatchEvent(new Event("change"));""")
    assert page.column("programs", "program") == ["solve_error"]


def test_grids_have_the_right_colours_in_the_right_cells(page, _):
    page.click(page.run('return [...document.querySelectorAll("#tasks a")].find((a) => a.textContent === "mirror")'))
    assert page.run('return document.querySelector("#task-view h3").textContent') == "mirror"
    assert "Solved by: solve_mirror." in page.run('return document.getElementById("task-view").textContent')
    figures = page.grids("demo 0")
    expected = mirrored(INPUT)
    expect_grid(figures[0], INPUT)
    expect_grid(figures[1], expected)
    assert "solve_mirror" in figures[1]["caption"]
    assert not any("solve_mirror" in f["caption"] for f in figures[2:])
    expect_grid(next(f for f in figures if "solve_upside_down" in f["caption"]), INPUT[::-1], expected)
    recolored = [[4 if c == 3 else c for c in row] for row in INPUT]
    recolor = next(f for f in figures if "solve_recolor" in f["caption"])
    expect_grid(recolor, recolored, expected)
    assert 0 < sum(cell[4] for cell in recolor["cells"]) < 12 and "4 of 12 cells right" in recolor["caption"], recolor["caption"]
    # Of another shape: no cell has a counterpart.
    halves = next(f for f in figures if "solve_halves" in f["caption"])
    expect_grid(halves, [row[:2] for row in INPUT])
    assert "expected 3 × 4" in halves["caption"]


def test_numbers_in_cells_on_demand(page, _):
    texts = 'return [...document.querySelector(".sample figure.input svg").querySelectorAll("text")].map((t) => t.textContent)'
    assert page.run(texts) == []
    page.click(page.run('return document.getElementById("numbers")'))
    assert page.run(texts) == [str(c) for row in INPUT for c in row]
    page.click(page.run('return document.getElementById("numbers")'))


def test_hostile_names_are_text(page, _):
    assert page.run("return window.ran") is None
    assert page.run('return document.querySelectorAll("script").length') == 2
    assert page.run('return document.querySelectorAll("img, b img").length') == 0
    for number, name in enumerate((IMAGE, HOSTILE)):
        page.follow(number)
        assert page.run('return document.querySelector("#task-view h3").textContent') == name
    page.run('document.querySelector("#programs tbody th .link").click()')
    assert page.run('const d = document.getElementById("program"); return d.open && d.textContent.includes("<b>") && d.textContent.includes("def solve_")')
    page.press("\ue00c")  # Escape
    assert not page.run('return document.getElementById("program").open')
    assert page.run("return window.ran") is None


def test_keyboard(page, _):
    page.run('arguments[0].focus()', page.heading("tasks", "wall"))
    page.press("\ue007")  # Enter
    assert page.run('return document.querySelector("#tasks th[aria-sort]").textContent') == "wall"
    page.run('document.querySelector("#map canvas").focus()')
    page.press("\ue014\ue015\ue015")  # right, down, down
    told = page.run('return document.getElementById("map-cell").textContent')
    assert told == "mirror × solve_upside_down: wrong", told
    page.press("\ue007")
    page.browser.driver.execute_async_script("setTimeout(arguments[0])")
    assert page.run('return document.querySelector("#task-view h3").textContent') == "mirror"
    unreachable = page.run('return [...document.querySelectorAll("main [onclick], main div[tabindex=\\"-1\\"]")].length')
    assert unreachable == 0


def test_map_is_painted(page, _):
    """The first cell of the last row: solve_mirror solves mirror."""
    colour = page.run("""const c = document.querySelector("#map canvas"), side = c.height / 3;
        return [...c.getContext("2d").getImageData(side / 2, 2.5 * side, 1, 1).data].slice(0, 3)""")
    assert colour == [0x00, 0x7a, 0x55], colour


def test_dark_and_narrow(page, _):
    paper = "return getComputedStyle(document.body).backgroundColor"
    light = page.run(paper)
    page.browser.screen(1280, 900, "dark")
    assert page.run(paper) != light
    page.browser.screen(360, 740)
    assert page.run("return document.documentElement.scrollWidth") <= 360
    page.browser.screen(1280, 900)


def test_every_part_has_something(page, _):
    empty = page.run('return [...document.querySelectorAll("main > section")].filter((s) => s.textContent.length < 60).map((s) => s.id)')
    assert empty == [], empty
    assert page.run('return document.querySelectorAll("#ranks .lane rect.busy").length') > 0
    assert "StopIteration" in page.run('return document.getElementById("failures").textContent')


def test_what_was_not_kept_is_told(page, _):
    page.follow(2)
    assert "kept no answers" in page.run('return document.getElementById("task-view").textContent')
    figures = page.grids("demo 0")
    expect_grid(figures[1], mirrored(INPUT))  # which is also what solve_mirror answered
    assert "solve_mirror" in figures[1]["caption"]
    told = page.run("""return [...document.querySelectorAll('.sample[data-sample="demo 0"] figure')].map((f) => f.textContent)
        .find((text) => text.includes("solve_recolor"))""")
    assert "not kept" in told and "4 of 12 cells right" in told, told


TESTS = [test_totals_are_those_of_the_summary, test_tables_sort, test_tables_filter, test_grids_have_the_right_colours_in_the_right_cells,
         test_numbers_in_cells_on_demand, test_hostile_names_are_text, test_keyboard, test_map_is_painted, test_dark_and_narrow,
         test_every_part_has_something]


def run_tests(browser, report, tests, screenshot=None):
    out, summary = report
    page = Page(browser, out)
    for test in tests:
        test(page, summary)
        print(f"passed {test.__name__}", flush=True)
    if screenshot:
        page.follow(2)
        browser.picture(screenshot)
    assert browser.complaints() == []
    asked = [url for url in browser.requests() if not url.startswith(("data:", out.as_uri()))]
    assert asked == [], asked
    print("passed: no complaint, no request", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--battalion", type=pathlib.Path, required=True)
    parser.add_argument("--screenshot", type=pathlib.Path, help="where a picture of the page is kept")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="battalion-html-") as name:
        folder = pathlib.Path(name)
        with Browser(folder) as browser:
            write_inputs(folder)
            run_tests(browser, make_report(args.battalion, folder, "all"), TESTS, args.screenshot)
            run_tests(browser, make_report(args.battalion, folder, "none"), [test_what_was_not_kept_is_told])


if __name__ == "__main__":
    main_with_browser(main)
