// The grids of one task: input, expected, what its best candidates answered.

let taskShown = 0;
let numbersShown = false;

function figure(caption, drawing, extra = "") {
  return el("figure", {class: extra || null}, drawing, el("figcaption", {}, caption));
}

function sampleName(sample) {
  return `${sample.split} ${sample.index}`;
}

// [{programs, result}]: candidates that gave the same on sample `at`, together.
function answersOn(detail, at) {
  const groups = new Map();
  for (const candidate of detail.candidates) {
    const result = candidate.results[at];
    const unknown = result.outcome === "wrong" && !result.answer ? candidate.program.number : null;
    const key = JSON.stringify([result.outcome, result.why, result.answer, result.set_order, unknown]);
    if (!groups.has(key)) groups.set(key, {programs: [], result});
    groups.get(key).programs.push(candidate.program);
  }
  return [...groups.values()];
}

function namesOf(programs) {
  return programs.flatMap((program, i) => i ? [", ", programLink(program)] : [programLink(program)]);
}

function cellsRight(sample, right) {
  return sample.cells ? `${number(right)} of ${number(sample.cells)} cells right` : "expected output not known";
}

function luck(result) {
  return result.set_order ? " (hung on the order of a set)" : "";
}

function wrongFigure(programs, sample, answer, {right, set_order}) {
  const shape = sample.output && !sameShape(answer, sample.output)
    ? `${answer[0]} × ${answer[1]}, expected ${sample.output[0]} × ${sample.output[1]}` : null;
  const told = shape || cellsRight(sample, right);
  return figure([el("b", {class: "no"}, "✗\u00a0"), namesOf(programs), el("br"), told, luck({set_order})],
    drawGrid(answer, {what: `answer of ${programs.map(({name}) => name).join(", ")}`, expected: sample.output, numbers: numbersShown}), "answer");
}

// What is known of an answer that cannot be drawn.
function blankFigure(programs, sample, result) {
  const known = result.outcome === "wrong"
    ? ["wrong; not kept", el("br"), cellsRight(sample, result.right)]
    : [result.outcome, result.why ? [el("br"), result.why] : null];
  return figure([el("b", {class: "no"}, "✗\u00a0"), namesOf(programs), luck(result)], el("p", {class: "blank"}, known.flat()), "answer");
}

function sampleView(detail, sample, at) {
  const figures = [];
  const answers = answersOn(detail, at);
  const exact = answers.filter(({result}) => result.outcome === "exact")
    .flatMap(({programs, result}, i) => [i ? ", " : null, namesOf(programs), luck(result)]);
  if (sample.input) {
    figures.push(figure(`input ${sample.input[0]} × ${sample.input[1]}`, drawGrid(sample.input, {what: "input", numbers: numbersShown}), "input"));
  }
  if (sample.output) {
    const given = exact.length ? [el("br"), el("b", {class: "yes"}, "✓\u00a0"), exact] : null;
    figures.push(figure([`expected ${sample.output[0]} × ${sample.output[1]}`, given],
      drawGrid(sample.output, {what: "expected", numbers: numbersShown}), "expected"));
  } else if (exact.length) {
    figures.push(figure([el("b", {class: "yes"}, "✓\u00a0"), exact], el("p", {class: "blank"}, "exact")));
  }
  for (const {programs, result} of answers) {
    if (result.outcome === "exact") continue;
    figures.push(result.answer ? wrongFigure(programs, sample, result.answer, result) : blankFigure(programs, sample, result));
  }
  if (sample.best_kept) {
    const {program, answer} = sample.best_kept;
    const right = sample.output && sameShape(answer, sample.output) ? sample.cells - wrongCells(answer, sample.output).size : 0;
    figures.push(wrongFigure([program], sample, answer, {right}));
  }
  return el("section", {class: "sample", "data-sample": sampleName(sample)},
    el("h4", {}, sampleName(sample)), el("div", {class: "figures"}, figures));
}

// Of two answers to a test output that are handed in, which are this candidate's.
function attemptsOf(candidate) {
  return [...new Set(candidate.results.map((result) => result.attempt).filter(Boolean))].sort().join(", ");
}

function candidateTable(task, detail) {
  if (!detail.candidates.length) return el("p", {class: "note"}, "No program meets this task.");
  return el("div", {class: "scroll fitting", tabindex: "0", role: "region", "aria-label": "Best candidates"}, el("table", {class: "plain"},
    el("caption", {}, "Best candidates, by demo results alone"),
    el("thead", {}, el("tr", {}, ["program", "attempt", "demos", "tests", "right cells"].map((title, i) =>
      el("th", {scope: "col", class: i ? "number" : null}, title)))),
    el("tbody", {}, detail.candidates.map((c) => el("tr", {},
      el("th", {scope: "row"}, programLink(c.program)), el("td", {class: "number"}, attemptsOf(c)),
      el("td", {class: "number"}, `${c.exact_demos}/${task.demos}`), el("td", {class: "number"}, `${c.exact_tests}/${task.tests}`),
      el("td", {class: "number"}, number(c.cells_right)))))));
}

function keptNote(detail) {
  const missing = detail.candidates.some((c) => c.results.some((r) => r.outcome === "wrong" && !r.answer));
  if (!missing || detail.grids_left_out) return null;
  const why = report.overview.keep === "best"
    ? "The sweep kept the best answer of each sample (--keep best)."
    : report.overview.keep === "none" ? "The sweep kept no answers (--keep none; best and all keep them)." : "";
  return el("p", {class: "note"}, why, " Exact answers are known, for they equal the expected output; ",
    "of the other answers that were not kept, only the number of right cells is.");
}

function showTask(at) {
  const task = report.tasks.rows[at], detail = report.details[at];
  const view = part("task-view");
  if (!task) return;
  taskShown = at;
  view.replaceChildren(...[
    el("h3", {}, task.id),
    el("p", {}, `Solved by ${number(task.solved_by)} of ${counted(task.programs, "program")} (its demos by ${number(task.demos_solved_by)}); `,
      `${task.tests_solved} of ${counted(task.tests, "test output")} solved by an attempt; `,
      `wall ${seconds(task.wall)}, CPU ${seconds(task.cpu)}.`),
    listed("Solved by", programsInStates(at, "S")), listed("Near", programsInStates(at, "DN")),
    outcomeBar(task.outcomes), candidateTable(task, detail), keptNote(detail),
    detail.grids_left_out ? el("p", {class: "note"}, "The page would be too large with the grids of this task: they are left out.") : null,
    ...detail.samples.map((sample, i) => sampleView(detail, sample, i)),
    leftOut(detail.samples_left_out, "sample")].filter(Boolean));
  part("task-choice").value = task.id;
  part("task-before").disabled = at === 0;
  part("task-after").disabled = at === report.tasks.rows.length - 1;
}

function showTaskPart() {
  const go = (event) => {
    const at = report.tasks.rows.findIndex((row) => row.id === event.target.value);
    if (at >= 0) location.hash = `#task/${at}`;
  };
  const numberCells = (event) => {
    numbersShown = event.target.checked;
    showTask(taskShown);
  };
  const step = (id, by, title) => el("button", {type: "button", id, onclick: () => { location.hash = `#task/${taskShown + by}`; }}, title);
  part("task").append(
    el("p", {class: "note"}, "Wrong cells are crossed out. Answers that are the same are drawn once."),
    el("div", {class: "tools"}, el("label", {}, "Task ", el("input", {id: "task-choice", list: "task-ids", onchange: go, autocomplete: "off"})),
      step("task-before", -1, "◀ previous"), step("task-after", 1, "next ▶"),
      el("label", {}, el("input", {type: "checkbox", id: "numbers", onchange: numberCells}), " numbers in the cells"),
      el("datalist", {id: "task-ids"}, report.tasks.rows.map((row) => el("option", {value: row.id})))),
    el("div", {id: "task-view"}));
}
