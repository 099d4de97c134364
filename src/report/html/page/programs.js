// The table of programs, and the text of one.

const programRows = new Map(report.programs.rows.map((row) => [row.number, row]));

// Opens the program's text, or is its name where the page has not got it.
function programLink({number, name}) {
  const row = programRows.get(number);
  if (!row) return el("span", {class: "name"}, name);
  return el("button", {type: "button", class: "link", onclick: () => showProgram(row)}, name);
}

function showProgram(row) {
  const dialog = part("program");
  const facts = [`${row.file}:${row.line}`, `solves ${number(row.solved)} of ${counted(row.tasks, "task")}`,
    row.same_as && `the same as ${row.same_as.name}`,
    row.lowered === "yes" ? "runs on bit planes" : `interpreted: ${row.lowered}`, row.warning].filter(Boolean);
  dialog.replaceChildren(
    el("form", {method: "dialog"}, el("h3", {id: "program-name"}, row.name), el("button", {autofocus: true}, "Close")),
    el("ul", {}, facts.map((fact) => el("li", {}, fact))), outcomeBar(row.outcomes),
    listed("Solves", tasksInStates(row.number, "S")) ?? "", listed("Near on", tasksInStates(row.number, "DN")) ?? "",
    row.source ? el("pre", {tabindex: "0"}, row.source)
      : el("p", {class: "note"}, "Its text is not in this page, which would be too large with all of them."));
  dialog.showModal();
}

// [[label, count]] as bars.
function bars(rows, title) {
  const most = Math.max(1, ...rows.map(([, n]) => n));
  return el("table", {class: "plain bars"}, el("caption", {}, title), el("tbody", {}, rows.map(([label, n]) => {
    const bar = el("span", {class: "value"});
    bar.style.width = `${100 * n / most}%`;
    return el("tr", {}, el("th", {scope: "row"}, label), el("td", {class: "number"}, number(n)), el("td", {class: "track"}, bar));
  })));
}

// Above ten rows the rest is one.
function solvedHistogram() {
  const all = report.programs.by_tasks_solved;
  const rows = all.slice(0, 9).map(([tasks, programs]) => [counted(tasks, "task"), programs]);
  const rest = all.slice(9);
  if (rest.length) rows.push([`${number(rest[0][0])} tasks and more`, rest.reduce((sum, [, n]) => sum + n, 0)]);
  return bars(rows, "Programs by the number of tasks that they solve");
}

function showPrograms() {
  // A link to a task leads out of the dialog.
  part("program").addEventListener("click", (event) => { if (event.target.tagName === "A") part("program").close(); });
  const {rows, left_out, not_lowered} = report.programs;
  const columns = [
    {title: "program", value: (row) => row.name, cell: programLink},
    {title: "tasks solved", number: true, help: "tasks with all samples exact, demo and test",
      value: (row) => row.solved, cell: (row) => `${number(row.solved)}/${number(row.tasks)}`},
    ...outcomeColumns(),
    {title: "right cells", number: true, help: "of all cells of the tasks that it meets",
      value: (row) => row.right, cell: (row) => row.right === undefined ? "" : percent(row.right)},
    times("CPU", (row) => row.cpu, "on the samples of its own task, in validation"),
    times("worst sample", (row) => row.worst_cpu, "most CPU time on one of these samples"),
    {title: "same as", value: (row) => row.same_as?.name, cell: (row) => row.same_as && programLink(row.same_as)},
    {title: "bit planes", value: (row) => row.lowered, help: "yes, or why the interpreter runs it"}];
  const timed = rows.some((row) => row.cpu !== undefined);
  part("programs").append(...[
    el("div", {class: "columns"}, solvedHistogram(),
      not_lowered.length ? bars(not_lowered, "Programs that do not run on bit planes, by reason")
        : el("p", {class: "note"}, "All programs run on bit planes.")),
    timed ? null : el("p", {class: "note"}, "Programs were not timed (--validate text): a sweep itself times samples, not programs."),
    leftOut(left_out, "program", "programs", "those below are the best candidates of each task, and those that solve most tasks, then most samples"),
    dataTable({name: "programs", columns, rows, sort: [1, true], words: (row) => `${row.name} ${row.file} ${row.same_as?.name ?? ""} ${row.lowered}`,
      choices: [["all programs", () => true], ["solves a task", (row) => row.solved > 0], ["solves none", (row) => row.solved === 0],
        ["with errors", (row) => row.outcomes.error > 0], ["with timeouts", (row) => row.outcomes.timeout > 0],
        ["with memory limits met", (row) => row.outcomes.memory > 0], ["the same as another", (row) => row.same_as !== undefined],
        ["not on bit planes", (row) => row.lowered !== "yes"]]})].filter(Boolean));
}
