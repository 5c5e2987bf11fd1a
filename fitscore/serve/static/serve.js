// What the pages do better with a script; without it all of them work.
"use strict";

// Files may be dropped anywhere on a form that takes some.
for (const form of document.querySelectorAll("form.drop")) {
  const input = form.querySelector("input[type=file]");
  form.addEventListener("dragover", (event) => { event.preventDefault(); form.classList.add("over"); });
  form.addEventListener("dragleave", () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("over");
    if (event.dataTransfer.files.length) input.files = event.dataTransfer.files;
  });
}

// A job says how far it is, until it has ended; then the page shows what came of it.
for (const part of document.querySelectorAll(".job")) {
  if (!["queued", "running"].includes(part.dataset.state)) continue;
  const show = (job) => {
    const bar = part.querySelector("progress");
    bar.max = Math.max(job.total, 1);
    bar.value = job.total - (job.counts.waiting || 0);
    part.querySelector(".state").textContent = job.state;
    part.querySelector(".counts").textContent =
      Object.entries(job.counts).map(([state, count]) => `${count} ${state}`).join(", ");
    const goesOn = ["queued", "running"].includes(job.state);
    if (!goesOn) location.reload();
    return goesOn;
  };
  const ask = async () => {
    const answer = await fetch(`/v1/jobs/${part.dataset.job}`);
    if (answer.ok && show(await answer.json())) setTimeout(ask, 1000);
  };
  const events = new EventSource(`/v1/jobs/${part.dataset.job}/events`);
  events.addEventListener("job", (event) => { if (!show(JSON.parse(event.data))) events.close(); });
  events.addEventListener("error", () => {  // the browser tries again where it may
    if (events.readyState === EventSource.CLOSED) ask();
  });
}

// The rows that are shown are filtered as one types; the button asks for all rows.
for (const input of document.querySelectorAll("[data-filter]")) {
  const table = document.getElementById(input.dataset.filter);
  const told = document.querySelector(`[data-shown="${input.dataset.filter}"]`);
  if (!table) continue;
  const rows = [...table.tBodies[0].rows];
  const before = told.textContent;
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      row.hidden = !words.every((word) => row.dataset.text.includes(word));
      shown += row.hidden ? 0 : 1;
    }
    told.textContent = words.length ? `${shown} of the ${rows.length} on this page` : before;
  });
}

// A mark is set as soon as it is chosen.
for (const form of document.querySelectorAll(".mark-form")) {
  form.querySelector("button").hidden = true;
  form.querySelector("select").addEventListener("change", () => form.requestSubmit());
}
