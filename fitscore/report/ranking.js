"use strict";
// Sorts and filters the grid; without it the page shows all candidates, best first.
(() => {
  const table = document.querySelector("table.grid");
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const controls = document.querySelector("form.controls");
  const shown = document.querySelector("output");
  const value = {
    place: (row) => -Number(row.dataset.place),
    fit: (row) => Number(row.dataset.fit),
    required: (row) => Number(row.dataset.required),
  };
  const chanceOf = (column) => (row) => Number(row.cells[column].dataset.chance);

  function sort(button) {
    const head = button.closest("th");
    const down = head.getAttribute("aria-sort") !== "descending";
    for (const other of table.tHead.querySelectorAll("[aria-sort]")) {
      other.removeAttribute("aria-sort");
    }
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const by = value[button.dataset.by] ?? chanceOf(head.cellIndex);
    const sign = down ? 1 : -1;
    // The place decides among equals, whichever way the column goes.
    rows.sort((a, b) => sign * (by(b) - by(a)) || value.place(b) - value.place(a));
    body.append(...rows);
  }

  function filter() {
    const least = Number(controls.elements.least.value);
    const words = controls.elements.words.value.trim().toLowerCase();
    const gated = controls.elements.gated;
    let count = 0;
    for (const row of rows) {
      row.hidden =
        Number(row.dataset.required) < least ||
        !row.cells[0].textContent.toLowerCase().includes(words) ||
        Boolean(gated && gated.checked && row.dataset.out);
      count += row.hidden ? 0 : 1;
    }
    shown.textContent = `${count} of ${rows.length} shown`;
  }

  for (const button of table.tHead.querySelectorAll("button")) {
    button.disabled = false;
    button.addEventListener("click", () => sort(button));
  }
  controls.hidden = false;
  controls.addEventListener("input", filter);
  controls.addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("keydown", (event) => {
    const open = body.querySelector("details[open]");
    if (event.key === "Escape" && open) {
      open.open = false;
      open.querySelector("summary").focus();
    }
  });
  filter();
})();
