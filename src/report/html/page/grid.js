// Grids in the palette of ARC, a rectangle a cell.

const palette = ["#000000", "#0074d9", "#ff4136", "#2ecc40", "#ffdc00", "#aaaaaa", "#f012be", "#ff851b", "#7fdbff", "#870c25"];
const darkColours = [0, 1, 6, 9];

// Cells of [height, width, cells]; none where the page has not got them.
function cellsOf([, , cells]) {
  return cells === undefined ? null : Array.from(cells, Number);
}

function sameShape(a, b) {
  return a[0] === b[0] && a[1] === b[1];
}

// Places of cells that differ; none where shapes do, for then no cell has a counterpart.
function wrongCells(answer, expected) {
  if (!expected || !sameShape(answer, expected)) return new Set();
  const a = cellsOf(answer), b = cellsOf(expected);
  if (!a || !b) return new Set();
  return new Set(a.map((_, i) => i).filter((i) => a[i] !== b[i]));
}

function inWords(grid, cells) {
  const rows = Array.from({length: grid[0]}, (_, i) => cells.slice(i * grid[1], (i + 1) * grid[1]).join(" "));
  return `${grid[0]} by ${grid[1]}: ${rows.join("; ")}`;
}

// Wrong cells are crossed out, in black and white so that it shows on every colour.
function crosses(grid, wrong) {
  const line = [...wrong].map((i) => {
    const x = 10 * (i % grid[1]), y = 10 * Math.floor(i / grid[1]);
    return `M${x + 2} ${y + 2}l6 6m0-6l-6 6`;
  }).join("");
  return [svg("path", {class: "cross under", d: line}), svg("path", {class: "cross", d: line})];
}

function drawGrid(grid, {what, expected = null, numbers = false}) {
  const [height, width] = grid;
  const cells = cellsOf(grid);
  if (!cells) return el("p", {class: "blank"}, `${height} × ${width}: too large to draw`);
  const wrong = wrongCells(grid, expected);
  const side = Math.max(height, width);
  const pixels = numbers ? Math.max(13, Math.min(24, Math.floor(220 / side))) : Math.max(5, Math.min(22, Math.floor(180 / side)));
  const image = svg("svg", {class: "grid", viewBox: `0 0 ${10 * width} ${10 * height}`, width: pixels * width, height: pixels * height,
    role: "img", "aria-label": `${what}, ${inWords(grid, cells)}`});
  cells.forEach((colour, i) => {
    const row = Math.floor(i / width), column = i % width, known = palette[colour];
    image.append(svg("rect", {x: 10 * column, y: 10 * row, width: 10, height: 10, fill: known || "#ffffff",
      "data-row": row, "data-column": column, "data-colour": colour, "data-wrong": wrong.has(i)}));
    // What is no colour of the data has its number in any case.
    if (numbers || !known) {
      image.append(svg("text", {x: 10 * column + 5, y: 10 * row + 7.6, class: darkColours.includes(colour) ? "on-dark" : null}, String(colour)));
    }
  });
  if (wrong.size) image.append(...crosses(grid, wrong));
  return image;
}
