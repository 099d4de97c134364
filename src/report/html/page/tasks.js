// The table of tasks.

// A link to the task's grids, or its name where the page has not got it.
function taskLink({number, name}) {
  return number < report.tasks.rows.length ? el("a", {href: `#task/${number}`}, name) : name;
}

const namedAtMost = 30;

// Links to things of the map in one of these states, as a list in a sentence; nothing where a cell of the map is several pairs.
function inStates(wanted, count, stateAt, link) {
  if (report.map.tasks_a_row > 1 || report.map.programs_a_column > 1) return null;
  const found = Array.from({length: count}, (_, i) => i).filter((i) => wanted.includes(stateAt(i)));
  const named = found.slice(0, namedAtMost).flatMap((i, n) => [n ? ", " : "", link(i)]);
  return found.length > namedAtMost ? [named, ` and ${number(found.length - namedAtMost)} more`] : named;
}

function programsInStates(task, wanted) {
  const {rows, programs} = report.map;
  return inStates(wanted, programs.length, (p) => rows[task][p], (p) => programLink({number: p, name: programs[p]}));
}

function tasksInStates(program, wanted) {
  const {rows, tasks} = report.map;
  return inStates(wanted, tasks.length, (t) => rows[t][program], (t) => taskLink({number: t, name: tasks[t]}));
}

// "What: a, b", or nothing where there are none.
function listed(what, links) {
  return links?.length ? el("p", {}, `${what}: `, links, ".") : null;
}

function showTasks() {
  const rows = report.tasks.rows.map((row, i) => ({...row, number: i, name: row.id}));
  const columns = [
    {title: "task", value: (row) => row.id, cell: taskLink},
    {title: "tests", number: true, help: "test outputs that one of two attempts solves",
      value: (row) => row.tests ? row.tests_solved / row.tests : null, cell: (row) => `${row.tests_solved}/${row.tests}`},
    counts("solved by", (row) => row.solved_by, "programs that are exact on all its samples, demo and test"),
    counts("demos by", (row) => row.demos_solved_by, "programs that are exact on all its demos"),
    {title: "best near miss", number: true, left: true, value: (row) => row.miss?.right,
      help: "most right cells of a program that does not solve it (most exact samples first)",
      cell: (row) => row.miss ? [`${percent(row.miss.right)} `, programLink(row.miss.program)] : "–"},
    times("wall", (row) => row.wall), times("CPU", (row) => row.cpu), ...outcomeColumns()];
  part("tasks").append(dataTable({
    name: "tasks", columns, rows, words: (row) => `${row.id} ${row.miss?.program.name ?? ""}`,
    choices: [["all tasks", () => true], ["tests solved", (row) => row.tests > 0 && row.tests_solved === row.tests],
      ["tests not solved", (row) => row.tests_solved < row.tests], ["solved by no program", (row) => row.solved_by === 0],
      ["with a timeout", (row) => row.outcomes.timeout > 0], ["with a memory limit met", (row) => row.outcomes.memory > 0]]}),
    ...[leftOut(report.tasks.left_out, "task")].filter(Boolean));
}
