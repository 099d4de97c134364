// Errors, timeouts and memory limits by kind, with examples; programs that could not be read.

function example({program, task, split, index}) {
  return el("li", {}, programLink(program), " on ", taskLink(task), ` ${split} ${index}`);
}

const limitNames = {cpu: "timeout: CPU time", wall: "timeout: wall clock", steps: "timeout: steps", memory: "memory limit"};

function kindView(kind, total, open) {
  return el("details", {open}, el("summary", {}, el("b", {}, limitNames[kind.kind] || kind.kind),
      ` ${number(kind.count)} (${percent(kind.count / total)})`),
    kind.messages.map((m) => el("div", {class: "message"},
      el("p", {}, el("code", {}, m.message || "no message"), ` × ${number(m.count)}`), el("ul", {}, m.examples.map(example)))),
    leftOut(kind.messages_left_out, "message"));
}

function problem({file, line, column, message, program}) {
  return el("li", {}, el("code", {}, `${file}:${line}:${column}`), ` ${message}`, program && ` (left out: ${program})`);
}

function showFailures() {
  const {kinds, kinds_left_out} = report.failures;
  const total = kinds.reduce((sum, kind) => sum + kind.count, 0);
  const {rows, left_out} = report.problems;
  part("failures").append(...[
    el("p", {}, total ? `${counted(total, "evaluation")} raised or met a limit, by kind:` : "No evaluation raised or met a limit."),
    ...kinds.map((kind, i) => kindView(kind, total, i < 3)), leftOut(kinds_left_out, "kind"),
    el("h3", {}, "Programs that could not be read"),
    rows.length ? el("ul", {}, rows.map(problem)) : el("p", {}, "All could be read."),
    leftOut(left_out, "problem")].filter(Boolean));
}
