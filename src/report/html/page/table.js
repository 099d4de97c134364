// Tables that sort by their headings and filter by words.

const collator = new Intl.Collator("en", {numeric: true});
const rowsAtOnce = 100;

function compare(a, b) {
  return typeof a === "number" && typeof b === "number" ? a - b : collator.compare(String(a), String(b));
}

// Columns of counts and of times: `value` takes them from a row.
function counts(title, value, help = null) {
  return {title, help, number: true, value, cell: (row) => number(value(row))};
}

function times(title, value, help = null) {
  return {title, help, number: true, value, cell: (row) => seconds(value(row))};
}

// What is not known comes last, whichever way the rest goes.
function sorted(rows, column, descending) {
  const known = (v) => v !== null && v !== undefined;
  return rows.map((row) => [column.value(row), row]).sort(([a], [b]) => {
    if (!known(a) || !known(b)) return known(b) - known(a);
    return descending ? compare(b, a) : compare(a, b);
  }).map(([, row]) => row);
}

// columns: [{title, value(row) to sort by, cell(row) text or node (default: the value), number, left, help}]
// words(row): what the filter looks through; choices: [[title, row => shown?]]; sort: [column, descending]
function dataTable({name, columns, rows, words = null, choices = null, sort = null}) {
  let [by, descending] = sort || [null, false];
  let wanted = [], choice = 0, most = rowsAtOnce;
  const body = el("tbody");
  const told = el("span", {class: "told", "aria-live": "polite"});
  const more = el("p", {class: "more"});
  const kind = (column) => [column.number && "number", column.left && "left"].filter(Boolean).join(" ") || null;
  const heads = columns.map((column, i) => el("th", {scope: "col", class: kind(column)},
    el("button", {type: "button", title: column.help || null, onclick: () => order(i)}, column.title)));
  const text = words && rows.map((row) => words(row).toLowerCase());

  function order(i) {
    descending = by === i ? !descending : Boolean(columns[i].number);
    by = i;
    show();
  }

  function chosen() {
    let found = rows.filter((row, i) =>
      (!choices || choices[choice][1](row)) && wanted.every((word) => text[i].includes(word)));
    if (by !== null) found = sorted(found, columns[by], descending);
    return found;
  }

  function line(row) {
    const cells = columns.map((column, i) => {
      const content = column.cell ? column.cell(row) : column.value(row);
      return el(i ? "td" : "th", {scope: i ? null : "row", class: kind(column)}, content ?? "");
    });
    return el("tr", {}, cells);
  }

  function show() {
    const found = chosen();
    body.replaceChildren(...found.slice(0, most).map(line));
    heads.forEach((head, i) => {
      if (i === by) head.setAttribute("aria-sort", descending ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
    told.textContent = found.length === rows.length ? counted(rows.length, "row") : `${number(found.length)} of ${counted(rows.length, "row")}`;
    more.replaceChildren(...(found.length <= most ? [] : [
      el("button", {type: "button", onclick: () => { most = found.length; show(); }},
        `Show all ${number(found.length)} rows`), ` The first ${number(most)} are shown.`]));
  }

  const filter = words && el("input", {type: "search", placeholder: "Filter", "aria-label": `Filter ${name}`,
    oninput: (event) => { wanted = event.target.value.toLowerCase().split(/\s+/).filter(Boolean); show(); }});
  const select = choices && el("select", {"aria-label": `Which ${name}`,
    onchange: (event) => { choice = event.target.selectedIndex; show(); }},
    choices.map(([title]) => el("option", {}, title)));
  show();
  return el("div", {class: "table"},
    el("div", {class: "tools"}, filter, select, told),
    el("div", {class: "scroll", tabindex: "0", role: "region", "aria-label": `Table of ${name}`},
      el("table", {}, el("caption", {class: "hidden"}, name), el("thead", {}, el("tr", {}, heads)), body)),
    more);
}
