// Totals, scores, outcomes, engines.

const outcomeNames = ["exact", "wrong", "error", "timeout", "memory", "skipped", "pending"];

function outcomeTotal(outcomes) {
  return outcomeNames.reduce((sum, name) => sum + outcomes[name], 0);
}

// Of rows with outcomes: a column each, but for what was not scored.
function outcomeColumns() {
  return outcomeNames.slice(0, 5).map((name) => counts(name, (row) => row.outcomes[name]));
}

// One bar of all outcomes. What happened shows, however rare.
function outcomeBar(outcomes) {
  const total = outcomeTotal(outcomes);
  const bar = el("div", {class: "bar", role: "img",
    "aria-label": outcomeNames.filter((name) => outcomes[name]).map((name) => `${number(outcomes[name])} ${name}`).join(", ")});
  for (const name of outcomeNames) {
    if (!outcomes[name]) continue;
    const piece = el("span", {class: `outcome-${name}`, title: `${name}: ${number(outcomes[name])}`});
    piece.style.flexGrow = outcomes[name] / total;
    bar.append(piece);
  }
  return bar;
}

function card(value, what, more = "") {
  return el("div", {class: "card"}, el("strong", {}, value), el("span", {}, what), more && el("small", {}, more));
}

function scoreCards() {
  const {scores, time} = report.overview;
  return el("div", {class: "cards"},
    card(percent(scores.a), "score A", `${number(scores.test_outputs_solved)} of ${number(scores.test_outputs)} test outputs solved`),
    card(percent(scores.b), "score B", "mean over tasks of the share of their tests solved"),
    card(number(scores.c), "score C", "tasks with every test solved"),
    card(number(scores.tasks_solved_demo), "demos solved", "tasks with a program exact on all demos"),
    card(seconds(time.wall), "wall clock",
      `${seconds(time.before_scoring)} before scoring, ${number(Math.round(time.evaluations_per_second))} evaluations/s`),
    card(time.sample_cpu > 0 ? (time.sample_wall / time.sample_cpu).toFixed(2) : "–", "wall / CPU of samples",
      `${seconds(time.sample_wall)} / ${seconds(time.sample_cpu)}; far above 1: starved`));
}

function outcomeTable() {
  const {outcomes} = report.overview;
  const total = outcomeTotal(outcomes) || 1;
  return el("table", {class: "plain"}, el("caption", {}, counted(report.overview.evaluations, "evaluation"), " by outcome"),
    el("tbody", {}, outcomeNames.map((name) => el("tr", {},
      el("th", {scope: "row"}, el("span", {class: `key outcome-${name}`}), name),
      el("td", {class: "number"}, number(outcomes[name])),
      el("td", {class: "number"}, percent(outcomes[name] / total))))));
}

function engineTable() {
  const {engines, programs} = report.overview;
  const reasons = (rows) => rows.slice(0, 8).map(([why, pairs]) => `${why} ${number(pairs)}`).join(", ");
  const total = engines.pairs.reduce((sum, [, n]) => sum + n, 0) || 1;
  return el("div", {},
    el("table", {class: "plain"}, el("caption", {}, "Who answered"), el("tbody", {},
      engines.pairs.filter(([, n]) => n).map(([name, n]) => el("tr", {}, el("th", {scope: "row"}, name),
        el("td", {class: "number"}, number(n)), el("td", {class: "number"}, percent(n / total)))))),
    el("p", {class: "note"}, `${number(engines.programs_lowered)} of ${counted(programs, "program")} can run on bit planes. `,
      engines.punted.length ? `The interpreter had to: ${reasons(engines.punted)}. ` : "",
      engines.punted_by_device.length ? `Lanes had to, for the device: ${reasons(engines.punted_by_device)}.` : ""));
}

function configuration() {
  const {overview} = report;
  const rows = [["Battalion", overview.version], ["commit", overview.commit], ["hosts", overview.hosts.join(", ")],
    ...overview.configuration];
  return el("details", {}, el("summary", {}, "Configuration"),
    el("table", {class: "plain"}, el("tbody", {}, rows.map(([key, value]) =>
      el("tr", {}, el("th", {scope: "row"}, key), el("td", {}, value))))));
}

function showOverview() {
  const {overview} = report;
  const at = overview.time.started_ns / 1e6;
  const started = at > 0 ? `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC` : "";
  const given = new Map(overview.configuration);
  if (given.has("tasks")) part("facts").append(`${given.get("tasks")}, scored by ${given.get("programs")}`, el("br"));
  if (started) document.title = `Battalion report, ${started}`;
  part("facts").append([
    counted(overview.tasks, "task"),
    counted(overview.demo_samples + overview.test_samples, "sample") +
      ` (${number(overview.demo_samples)} demo, ${number(overview.test_samples)} test)`,
    `${counted(overview.programs, "program")} (${number(overview.duplicates)} the same as another)`,
    `pairing ${overview.pairing}`, `set order ${overview.set_order}`, started].filter(Boolean).join(" · "));
  const missing = overview.missing_units > 0 && el("p", {class: "note alert"},
    `${number(overview.missing_units)} of ${counted(overview.units, "unit")} are in no segment: their evaluations are pending. `,
    "The sweep can be resumed.");
  part("overview").append(...[missing, scoreCards(), outcomeBar(overview.outcomes)].filter(Boolean),
    el("div", {class: "columns"}, outcomeTable(), engineTable()),
    el("p", {class: "note"}, "Two attempts at a test output, by the programs that do best on the demos alone. ",
      `${counted(overview.set_order_dependent, "evaluation")} hung on the order of a set.`),
    configuration());
}
