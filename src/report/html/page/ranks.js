// Who worked when. A rank that ends long after the others is a straggler.

function busyShare(row) {
  return row.idle === null || row.busy + row.idle <= 0 ? null : row.busy / (row.busy + row.idle);
}

// Moments of the same busyness are one rectangle.
function lane(row, to) {
  const height = 18, width = 400, moments = row.busy_at || [];
  const x = (s) => Math.max(0, Math.min(width, width * s / Math.max(to, 1e-9)));
  const image = svg("svg", {class: "lane", viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none", role: "img",
    "aria-label": `rank ${row.rank}: busy ${seconds(row.busy)}, idle ${row.idle === null ? "not known" : seconds(row.idle)}`});
  const from = row.start ?? 0, until = row.finish ?? row.last?.end ?? to;
  image.append(svg("rect", {class: "there", x: x(from), y: 0, width: Math.max(0, x(until) - x(from)), height}));
  for (let i = 0; i < moments.length;) {
    let end = i + 1;
    while (end < moments.length && moments[end] === moments[i]) ++end;
    if (moments[i] > 0) {
      image.append(svg("rect", {class: "busy", x: width * i / moments.length, width: width * (end - i) / moments.length,
        y: height * (1 - moments[i] / 100), height: height * moments[i] / 100}));
    }
    i = end;
  }
  return image;
}

// Seconds by which it outlasted the median rank, where that is worth a word.
function outlasted(row, median, to) {
  const late = (row.last?.end ?? 0) - median;
  return late > Math.max(0.05 * to, 0.01) ? late : 0;
}

function showRanks() {
  const {rows, to, left_out} = report.ranks;
  const ends = rows.map((row) => row.last?.end ?? 0).sort((a, b) => a - b);
  const median = ends[Math.floor((ends.length - 1) / 2)] ?? 0;
  const last = (row) => row.last && [taskLink(row.last.task), ` ${row.last.split} ${row.last.index}, at ${seconds(row.last.end)}`];
  const stragglers = rows.filter((row) => outlasted(row, median, to)).sort((a, b) => b.last.end - a.last.end);
  const badge = (row) => outlasted(row, median, to) > 0 &&
    el("b", {class: "badge"}, `straggler, +${seconds(outlasted(row, median, to))}`);
  const [worst] = stragglers;
  const verdict = el("p", {}, worst ? [
    `${counted(stragglers.length, "rank")} worked on when the median rank had nothing left: `,
    `rank ${worst.rank} for ${seconds(outlasted(worst, median, to))}, with `,
    taskLink(worst.last.task), ` ${worst.last.split} ${worst.last.index} at the end.`]
    : rows.length > 1 ? "No stragglers: the ranks ended at about the same time." : "One rank.");
  const columns = [
    {title: "rank", number: true, value: (row) => row.rank},
    {title: `scoring, 0 to ${seconds(to)}`, value: (row) => row.last?.end ?? null, cell: (row) => lane(row, to)},
    counts("units", (row) => row.units), times("busy", (row) => row.busy),
    {title: "idle", number: true, value: (row) => row.idle, cell: (row) => row.idle === null ? "?" : seconds(row.idle)},
    {title: "busy share", number: true, value: busyShare, cell: (row) => busyShare(row) === null ? "" : percent(busyShare(row), 0)},
    {title: "ended with", value: (row) => row.last?.end, cell: (row) => [last(row), badge(row)]},
    {title: "host", value: (row) => row.host}, {title: "device", value: (row) => row.device}];
  part("ranks").append(...[
    verdict,
    el("ul", {class: "legend"}, el("li", {}, el("span", {class: "key busy"}), "scoring samples"),
      el("li", {}, el("span", {class: "key there"}), "loading, validating, waiting or writing")),
    el("p", {class: "note"}, "Time runs from the start of the sweep. Busy and idle are the rank's own account. ",
      "A sample that several ranks shared is drawn on the one that began it."),
    // Of many the stragglers first.
    dataTable({name: "ranks", columns, rows, sort: rows.length > 16 ? [1, true] : [0, false]}),
    leftOut(left_out, "rank", "ranks", "those above worked longest")].filter(Boolean));
}
