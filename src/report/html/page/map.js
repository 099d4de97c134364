// Programs by tasks as a picture: a cell each, or the best of several.

const states = {
  S: "solved: exact on all samples", D: "exact on all demos, not all tests", P: "exact on some samples", N: "near: 90 % of the cells right or more",
  W: "wrong", E: "error", M: "memory limit", T: "timeout", K: "skipped", "-": "pending", ".": "not paired"};
// Told apart by brightness too, and by letters where the cells are large enough for them.
const stateColours = {
  S: "#007a55", D: "#56b4e9", P: "#0072b2", N: "#f0e442", W: "#d6d9dc", E: "#e69f00", M: "#cc79a7", T: "#a51e00", K: "#8a8a8a",
  "-": "#ffffff", ".": "#f6f7f8"};
const darkStateColours = {...stateColours, S: "#2fc795", P: "#3f9be0", T: "#ff6f4a", W: "#3a4148", "-": "#000000", ".": "#1d2125"};
const dark = matchMedia("(prefers-color-scheme: dark)");
const letterSide = 14;

function stateColour(state) {
  return (dark.matches ? darkStateColours : stateColours)[state];
}

// Black or white, whichever can be read on a cell of this state.
function letterColour(state) {
  return (dark.matches ? "W-." : "SPT").includes(state) ? "#ffffff" : "#000000";
}

function range(first, size, names, one) {
  return size === 1 ? names[first] : `${one} ${number(first * size + 1)} to ${number((first + 1) * size)}, from ${names[first]}`;
}

class PairMap {
  constructor(map) {
    this.map = map;
    this.order = map.programs.map((_, i) => i);
    this.rows = map.tasks.map((_, i) => i);
    this.at = [0, 0];
    this.canvas = el("canvas", {tabindex: "0", role: "application", "aria-describedby": "map-cell",
      "aria-label": "Map of programs by tasks. Arrow keys go from cell to cell, Enter shows the task."});
    this.told = el("p", {id: "map-cell", class: "told", "aria-live": "polite"}, "Point at a cell, or go with the arrow keys.");
    this.side = Math.max(2, Math.min(10, Math.floor(1000 / map.programs.length)));
    this.canvas.addEventListener("mousemove", (event) => this.point(event));
    this.canvas.addEventListener("click", (event) => { this.point(event); this.open(); });
    this.canvas.addEventListener("keydown", (event) => this.key(event));
    dark.addEventListener("change", () => this.draw());
    this.draw();
  }

  solved(letters) {
    return letters.reduce((sum, c) => sum + (c === "S" ? 1e6 : c === "D" ? 1e3 : c === "P" ? 1 : 0), 0);
  }

  // `by` "file": as in the file; "solved": those that solve most first.
  sort(by) {
    const {rows, programs, tasks} = this.map;
    this.order = programs.map((_, i) => i);
    this.rows = tasks.map((_, i) => i);
    if (by === "solved") {
      const ofProgram = this.order.map((p) => this.solved(rows.map((row) => row[p])));
      const ofTask = this.rows.map((t) => this.solved([...rows[t]]));
      this.order.sort((a, b) => ofProgram[b] - ofProgram[a] || a - b);
      this.rows.sort((a, b) => ofTask[b] - ofTask[a] || a - b);
    }
    this.draw();
  }

  draw() {
    const side = this.side, letters = side >= letterSide;
    const [height, width] = [this.rows.length, this.order.length];
    this.canvas.width = width * side;
    this.canvas.height = height * side;
    const context = this.canvas.getContext("2d");
    context.font = `${side - 4}px monospace`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    this.rows.forEach((t, i) => this.order.forEach((p, j) => {
      const state = this.map.rows[t][p];
      context.fillStyle = stateColour(state);
      context.fillRect(j * side, i * side, side, side);
      if (!letters) return;
      context.fillStyle = letterColour(state);
      context.fillText(state, (j + 0.5) * side, (i + 0.5) * side);
    }));
  }

  tell() {
    const [i, j] = this.at, t = this.rows[i], p = this.order[j], {map} = this;
    if (t === undefined || p === undefined) return;
    const many = map.tasks_a_row > 1 || map.programs_a_column > 1;
    const tasks = range(t, map.tasks_a_row, map.tasks, "tasks"), programs = range(p, map.programs_a_column, map.programs, "programs");
    this.told.textContent = `${tasks} × ${programs}: ${many ? "at best " : ""}${states[map.rows[t][p]]}`;
  }

  point(event) {
    const box = this.canvas.getBoundingClientRect();
    this.at = [Math.floor((event.clientY - box.top) / box.height * this.rows.length),
      Math.floor((event.clientX - box.left) / box.width * this.order.length)];
    this.tell();
  }

  key(event) {
    const step = {ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1]}[event.key];
    if (event.key === "Enter") this.open();
    if (!step) return;
    event.preventDefault();
    this.at = [this.rows, this.order].map((line, i) => Math.max(0, Math.min(line.length - 1, this.at[i] + step[i])));
    this.tell();
  }

  open() {
    const at = this.rows[this.at[0]] * this.map.tasks_a_row;
    if (report.tasks.rows[at]) location.hash = `#task/${at}`;
  }
}

function showMap() {
  const map = report.map;
  if (!map.rows.length || !map.programs.length) return;
  const view = new PairMap(map);
  const sides = [...new Set([view.side, 2, 4, 8, letterSide])].filter((side) => side * side * map.rows.length * map.programs.length <= 12e6);
  const used = [...new Set(map.rows.flatMap((row) => [...row]))];
  const key = (state) => {
    const box = el("span", {class: "key"}, state);
    const paint = () => { box.style.background = stateColour(state); box.style.color = letterColour(state); };
    dark.addEventListener("change", paint);
    paint();
    return el("li", {}, box, states[state]);
  };
  part("map").append(...[
    el("p", {class: "note"}, "A row a task, a column a program",
      map.tasks_a_row > 1 || map.programs_a_column > 1
        ? `; each cell is the best of ${counted(map.tasks_a_row, "task")} and ${counted(map.programs_a_column, "program")}.` : "."),
    el("ul", {class: "legend"}, Object.keys(states).filter((state) => used.includes(state)).map(key)),
    el("div", {class: "tools"},
      el("label", {}, "Order ", el("select", {onchange: (event) => view.sort(event.target.selectedIndex ? "solved" : "file")},
        el("option", {}, "as in the file"), el("option", {}, "most solved first"))),
      el("label", {}, "Cells ", el("select", {onchange: (event) => { view.side = sides[event.target.selectedIndex]; view.draw(); }},
        sides.map((side) => el("option", {}, side >= letterSide ? `${side} pixels, with letters` : `${side} pixels`))))),
    view.told, el("div", {class: "scroll map"}, view.canvas)]);
}
