// What took long: as far as a sweep measures it.

function slowTable(title, note, columns, {rows, left_out}, nothing) {
  return el("div", {}, el("h3", {}, title), el("p", {class: "note"}, note),
    rows.length ? dataTable({name: title, columns, rows}) : el("p", {}, nothing), leftOut(left_out, "row"));
}

function showSlow() {
  const {timeouts, programs, samples} = report.slow;
  const time = (title, key) => times(title, (row) => row[key]);
  const inAll = counts("samples", (row) => row.samples);
  const program = {title: "program", value: (row) => row.program.name, cell: (row) => programLink(row.program)};
  const task = {title: "task", value: (row) => row.task.name, cell: (row) => taskLink(row.task)};
  part("slow").append(
    slowTable("Pairs that met a limit of time", "Programs and tasks, by the number of samples that timed out.",
      [program, task, inAll], timeouts, "No pair did."),
    slowTable("Slowest pairs in validation", "Each program alone on the samples of its own task, before scoring.",
      [program, task, time("worst sample, CPU", "worst_cpu"), time("all samples, CPU", "cpu"), time("wall", "wall"), inAll],
      programs, "Nothing was run in validation (--validate text)."),
    slowTable("Slowest samples", "All programs together on one sample. Queue: what timed calls waited for a worker.",
      [{title: "sample", value: (row) => `${row.task.name} ${row.split} ${row.index}`,
        cell: (row) => [taskLink(row.task), ` ${row.split} ${row.index}`]},
      time("wall", "wall"), time("CPU", "cpu"), time("queue", "queue"), {title: "rank", number: true, value: (row) => row.rank}],
      samples, "Nothing was scored."));
}
