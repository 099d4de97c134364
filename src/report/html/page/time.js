// Phases of the sweep, wall clock against CPU time.

function timeBar(value, most, what) {
  const bar = el("span", {class: `value ${what}`});
  bar.style.width = `${100 * value / most}%`;
  return el("div", {class: "track"}, bar, el("span", {class: "label"}, `${what} ${seconds(value)}`));
}

function showTime() {
  const rows = report.overview.phases;
  const most = Math.max(1e-9, ...rows.flatMap((row) => [row.wall, row.cpu]));
  part("time").append(
    el("p", {class: "note"}, "Added up over ranks and tasks. Wall far above CPU (over the threads that shared the work) means waiting: ",
      "for a processor, the disk, other ranks."),
    el("table", {class: "plain bars"},
      el("thead", {}, el("tr", {}, el("th", {scope: "col"}, "phase"), el("th", {scope: "col", class: "number"}, "wall / CPU"), el("td"))),
      el("tbody", {}, rows.map((row) => el("tr", {}, el("th", {scope: "row"}, row.name),
        el("td", {class: "number"}, row.cpu > 0 ? (row.wall / row.cpu).toFixed(2) : "–"),
        el("td", {class: "wide"}, timeBar(row.wall, most, "wall"), timeBar(row.cpu, most, "CPU")))))));
}
