"use strict";
// Sorts, filters and compares the candidates, shows a cell's proof beside the table, and keeps marks
// and notes in this browser. Without it the page shows everything. What files say becomes text and
// copies of what the page holds already, never mark-up.
(() => {
  const find = (selector, within = document) => within.querySelector(selector);
  const table = find("table.grid");
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const controls = find("form.controls");
  const fields = controls.elements;
  const panel = find(".panel");
  const sheet = find(".sheet");
  const compared = find(".compare");
  const MOST_COMPARED = 4;

  function make(name, text = "", kind = "") {
    const element = document.createElement(name);
    element.textContent = text;
    if (kind) element.className = kind;
    return element;
  }

  const nameOf = (row) => find(".name", row).textContent;
  const fileOf = (row) => find("small", row).title;
  const proofOf = (row, asked) => document.getElementById(`p${row.dataset.place}-${asked}`);

  // ---- Marks and notes: kept under the posting and the day, by the hash of each file.

  let unsaved = {}; // what the browser did not take
  const notSaved = find(".only-here");

  function keptNow() {
    try {
      const read = JSON.parse(localStorage.getItem(table.dataset.store) ?? "{}");
      return { ...read, ...unsaved };
    } catch (error) {
      // What is kept is no JSON, or this browser keeps nothing for a page that is a file.
      if (!(error instanceof SyntaxError)) notSaved.hidden = false;
      return unsaved;
    }
  }

  const keptOf = (row, all = keptNow()) => {
    const one = all[row.dataset.key] ?? {};
    return { mark: one.mark === true, note: String(one.note ?? "") };
  };

  function keep(row, change) {
    const one = { ...keptOf(row), ...change };
    // Read again before each writing: the page may be open twice.
    const all = { ...keptNow(), [row.dataset.key]: one };
    try {
      localStorage.setItem(table.dataset.store, JSON.stringify(all));
      unsaved = {};
    } catch {
      unsaved = all;
      notSaved.hidden = false;
    }
    showKept(row, one);
    count();
  }

  function showMark(button, row, marked) {
    button.textContent = marked ? "★" : "☆";
    button.setAttribute("aria-pressed", String(marked));
    button.setAttribute("aria-label", `Mark ${nameOf(row)}`);
  }

  function showKept(row, one) {
    showMark(find(".mark", row), row, one.mark);
    row.dataset.kept = one.mark || one.note ? "1" : "";
    find(".line", row).classList.toggle("noted", one.note !== "");
    if (opened && opened.row === row) showMark(find(".mark", panel), row, one.mark);
  }

  function mark(row) {
    keep(row, { mark: !keptOf(row).mark });
  }

  // ---- The opened candidate or cell

  let opened = null;

  function copyOf(element) {
    const copy = element.cloneNode(true);
    copy.removeAttribute("id");
    return copy;
  }

  function show(row, cell) {
    close();
    const asked = askedBy(cell);
    const all = document.getElementById(`d${row.dataset.place}`);
    const shown = find(".shown", panel);
    const list = make("ol");
    const proofs = asked ? [proofOf(row, asked)] : find("ol", all).children;
    list.append(...[...proofs].map(copyOf));
    const told = copyOf(find(".told", all));
    shown.replaceChildren(...(asked ? [list, told] : [told, list]));
    find("h2", panel).replaceChildren(nameOf(row), make("small", fileOf(row)));
    opened = { row, cell };
    const one = keptOf(row);
    showMark(find(".mark", panel), row, one.mark);
    find("textarea", panel).value = one.note;
    row.classList.add("open");
    cell.classList.add("open");
    panel.hidden = false;
    sheet.classList.add("opened");
    panel.scrollTop = 0;
    // Below a narrow table the panel lies over the page's end: the row stays above it.
    const over = row.getBoundingClientRect().bottom - panel.getBoundingClientRect().top;
    if (over > 0 && getComputedStyle(panel).bottom === "0px") scrollBy(0, over);
  }

  function close() {
    if (!opened) return;
    opened.row.classList.remove("open");
    opened.cell.classList.remove("open");
    opened = null;
    panel.hidden = true;
    sheet.classList.remove("opened");
  }

  const askedBy = (cell) => find("a", cell)?.hash.match(/^#p\d+-(\d+)$/)?.[1];

  function goTo(row) {
    if (row.hidden) {
      controls.reset();
      count();
    }
    row.scrollIntoView({ block: "center" });
    focusOn(find(".name", row));
  }

  // ---- Order and filters

  const number = (name) => (row) => Number(row.dataset[name]);
  const values = {
    place: (row) => -Number(row.dataset.place),
    fit: number("fit"),
    required: number("required"),
    gaps: number("gaps"),
  };
  const columns = new Map(
    [...rows[0]?.cells ?? []].map((cell, index) => [askedBy(cell), index]),
  );
  const cellOf = (row, asked) => row.cells[columns.get(asked)];

  function sort(button) {
    const head = button.closest("th");
    // The first press puts the most first; of the places, the first.
    const [first, second] =
      button.dataset.by === "place" ? ["ascending", "descending"] : ["descending", "ascending"];
    const way = head.getAttribute("aria-sort") === first ? second : first;
    for (const other of table.tHead.querySelectorAll("[aria-sort]")) {
      other.removeAttribute("aria-sort");
    }
    head.setAttribute("aria-sort", way);
    const asked = button.dataset.asked;
    const by = asked
      ? (row) => Number(cellOf(row, asked).dataset.chance)
      : values[button.dataset.by];
    const sign = way === first ? 1 : -1;
    // The place decides among equals, whichever way the column goes.
    rows.sort((a, b) => sign * (by(b) - by(a)) || values.place(b) - values.place(a));
    body.append(...rows);
  }

  function count() {
    const least = Number(fields.least.value);
    const words = fields.words.value.trim().toLowerCase();
    const asked = fields.asked.value;
    let left = 0;
    for (const row of rows) {
      const told = `${nameOf(row)} ${fileOf(row)}`.toLowerCase();
      row.hidden =
        Number(row.dataset.required) < least ||
        !told.includes(words) ||
        Boolean(asked && !cellOf(row, asked).classList.contains(fields.verdict.value)) ||
        Boolean(fields.gated?.checked && row.dataset.out) ||
        (fields.flagged.checked && !row.dataset.flagged) ||
        (fields.marked.checked && !row.dataset.kept);
      left += row.hidden ? 0 : 1;
    }
    find("output").textContent = `${left} of ${rows.length} shown`;
    fields.export.disabled = !rows.some((row) => row.dataset.kept);
    if (!current || current.closest("tr").hidden) {
      moveStop(find("tr:not([hidden]) .name", body));
    }
  }

  // ---- Comparison

  const picked = () => rows.filter((row) => find("input", row).checked);

  function pick() {
    const some = picked().length;
    fields.compare.disabled = some < 2;
    fields.compare.textContent = some < 2 ? "Compare two to four" : `Compare ${some}`;
    for (const row of rows) {
      const box = find("input", row);
      box.disabled = some >= MOST_COMPARED && !box.checked;
    }
  }

  function comparedHead(row) {
    const head = make("th");
    head.scope = "col";
    const told = copyOf(find(".told", document.getElementById(`d${row.dataset.place}`)));
    head.append(make("strong", nameOf(row)), make("small", fileOf(row)), ...[...told.children].slice(0, 2));
    return head;
  }

  function comparedCell(row, asked) {
    const cell = make("td");
    const proof = proofOf(row, asked);
    const quote = find("blockquote:not(.nearest)", proof);
    cell.append(copyOf(find(".chip", proof)), ...(quote ? [copyOf(quote)] : []));
    return cell;
  }

  function compare() {
    const chosen = picked();
    const result = make("table");
    const head = result.createTHead().insertRow();
    const corner = make("th", "Requirement");
    corner.scope = "col";
    head.append(corner, ...chosen.map(comparedHead));
    for (const list of document.querySelectorAll(".legend ol")) {
      const part = result.createTBody();
      part.className = "group";
      const title = make("th", list.previousElementSibling.textContent);
      title.colSpan = chosen.length + 1;
      title.scope = "rowgroup";
      part.insertRow().append(title);
      const lines = result.createTBody();
      for (const item of list.children) {
        const asked = item.id.slice(1);
        const named = make("th", `${asked}. ${find("span", item).firstChild.textContent.trim()}`);
        named.scope = "row";
        lines.insertRow().append(named, ...chosen.map((row) => comparedCell(row, asked)));
      }
    }
    const back = make("button", "Back to all", "button");
    back.type = "button";
    back.name = "back";
    back.addEventListener("click", leave);
    const top = make("div", "", "top");
    top.append(back, make("h2", `${chosen.length} candidates compared`));
    const box = make("div", "", "scroll");
    box.tabIndex = 0;
    box.append(result);
    compared.replaceChildren(top, box);
    aside(true);
    back.focus();
    scrollTo(0, 0);
  }

  function aside(comparing) {
    compared.hidden = !comparing;
    for (const part of [sheet, controls, find(".proofs")]) part.hidden = comparing;
  }

  function leave() {
    aside(false);
    fields.compare.focus();
  }

  // ---- Export: no cell is a formula to a spreadsheet, also where lists are parted by `;`.

  const FORMULA = /((?:^|;)[\s"']*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/g;

  function safe(text) {
    const line = text.replace(/\s/g, " ").replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu, "").trim();
    return `"${line.replace(FORMULA, "$1'").replaceAll('"', '""')}"`;
  }

  function exported() {
    const lines = [["rank", "candidate", "source", "fit", "required met", "marked", "note"]];
    for (const row of [...rows].sort((a, b) => values.place(b) - values.place(a))) {
      const one = keptOf(row);
      if (one.mark || one.note) {
        const fit = row.dataset.fit < 0 ? "" : Number(row.dataset.fit).toFixed(1);
        const { place, required } = row.dataset;
        const marked = one.mark ? "yes" : "";
        lines.push([place, nameOf(row), fileOf(row), fit, required, marked, one.note]);
      }
    }
    return `\ufeff${lines.map((line) => `${line.map(safe).join(",")}\r\n`).join("")}`;
  }

  function save() {
    const link = make("a");
    link.href = URL.createObjectURL(new Blob([exported()], { type: "text/csv;charset=utf-8" }));
    link.download = "marks_and_notes.csv";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  // ---- Keys: the table is one stop of Tab, within it the arrows go from cell to cell.

  let current = null;

  const stopsOf = (cell) => [...cell.querySelectorAll("a, button, input")];

  function moveStop(stop) {
    if (current) current.tabIndex = -1;
    current = stop;
    if (stop) stop.tabIndex = 0;
  }

  // The name's column lies above the others and would cover a cell at its edge.
  function uncover(stop) {
    if (stop.closest(".who")) return;
    const edge = find(".who", stop.closest("tr")).getBoundingClientRect().right;
    const covered = edge - stop.getBoundingClientRect().left;
    if (covered > 0) table.parentElement.scrollLeft -= covered;
  }

  function focusOn(stop) {
    moveStop(stop);
    stop.focus();
    uncover(stop);
    if (opened && /^#[pd]/.test(stop.hash ?? "")) show(stop.closest("tr"), stop.closest("td, th"));
  }

  function sideways(row, stop, step) {
    const stops = stopsOf(row).filter((one) => !one.disabled);
    return stops[stops.indexOf(stop) + step];
  }

  function upOrDown(row, stop, step) {
    const seen = [...body.rows].filter((one) => !one.hidden);
    const next = seen[seen.indexOf(row) + step];
    if (!next) return undefined;
    const cell = stop.closest("td, th");
    const there = stopsOf(next.cells[cell.cellIndex]);
    return there[stopsOf(cell).indexOf(stop)] ?? there[0] ?? find(".name", next);
  }

  const MOVES = {
    ArrowLeft: (row, stop) => sideways(row, stop, -1),
    ArrowRight: (row, stop) => sideways(row, stop, 1),
    ArrowUp: (row, stop) => upOrDown(row, stop, -1),
    ArrowDown: (row, stop) => upOrDown(row, stop, 1),
    Home: (row) => find(".name", row),
    End: (row) => stopsOf(row).at(-1),
  };

  body.addEventListener("keydown", (event) => {
    const plain = !(event.ctrlKey || event.metaKey || event.altKey || event.shiftKey);
    const move = plain && MOVES[event.key];
    const stop = event.target.closest("a, button, input");
    if (!move || !stop) return;
    event.preventDefault();
    const next = move(stop.closest("tr"), stop);
    if (next) focusOn(next);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (!compared.hidden) {
      leave();
    } else if (opened) {
      const stop = find("a", opened.cell);
      close();
      focusOn(stop);
    }
  });

  // ---- What the page lacks without a script

  const before = keptNow();
  for (const row of rows) {
    const box = make("input");
    box.type = "checkbox";
    box.setAttribute("aria-label", `Compare ${nameOf(row)}`);
    const star = make("button", "", "mark");
    star.type = "button";
    find(".line", row).prepend(box, star);
    for (const stop of stopsOf(row)) stop.tabIndex = -1;
    showKept(row, keptOf(row, before));
  }
  for (const button of table.tHead.querySelectorAll("button")) {
    button.hidden = false;
    if (button.dataset.by) button.nextElementSibling.remove();
    button.addEventListener("click", () => sort(button));
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    const other = link?.hash.match(/^#c\d+$/) && document.getElementById(link.hash.slice(1));
    if (other) {
      event.preventDefault();
      goTo(other);
    }
  });
  body.addEventListener("click", (event) => {
    const stop = event.target.closest("a, button, input");
    const cell = event.target.closest("td, th");
    const row = cell?.closest("tr");
    if (!stop && !cell?.matches(".cell")) return;
    moveStop(stop ?? find("a", cell));
    if (stop?.matches(".mark")) mark(row);
    else if (stop?.matches("input")) pick();
    else if (!stop || /^#[pd]/.test(stop.hash)) {
      event.preventDefault();
      show(row, cell);
      uncover(cell);
    }
  });
  find(".mark", panel).addEventListener("click", () => mark(opened.row));
  find("textarea", panel).addEventListener("input", (event) => {
    keep(opened.row, { note: event.target.value });
  });
  find("[name=close]", panel).addEventListener("click", () => {
    const stop = find("a", opened.cell);
    close();
    focusOn(stop);
  });
  fields.compare.addEventListener("click", compare);
  fields.export.addEventListener("click", save);
  controls.addEventListener("input", count);
  controls.addEventListener("reset", () => setTimeout(count));
  controls.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("beforeunload", (event) => {
    if (Object.keys(unsaved).length) event.preventDefault();
  });
  controls.hidden = false;
  find(".keys").hidden = false;
  if (matchMedia("(max-width: 40rem)").matches) find("details", controls).open = false;
  sheet.classList.add("scripted");
  count();
})();
