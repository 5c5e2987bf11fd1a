"use strict";
// Filters requirements and leads from a quote to its place in the résumé and back; without it all
// is shown and the links lead there.
(() => {
  const requirements = [...document.querySelectorAll("li.requirement")];
  const buttons = [...document.querySelectorAll(".filters button")];
  const pageView = document.querySelector('[name="view"][value="page"]'); // where there are pages
  let from = null; // the link that was followed: Escape leads back to it

  function filter(verdict) {
    for (const button of buttons) {
      button.setAttribute("aria-pressed", String(button.dataset.verdict === verdict));
    }
    for (const item of requirements) {
      item.hidden = verdict !== "" && item.dataset.verdict !== verdict;
    }
    for (const section of document.querySelectorAll(".columns section[id]:not(.resume)")) {
      section.hidden = !section.querySelector("li.requirement:not([hidden])");
    }
  }

  function clear() {
    for (const marked of document.querySelectorAll(".here")) {
      marked.classList.remove("here");
    }
  }

  function show(element, focused, link) {
    from = link;
    element.scrollIntoView({ block: "center" });
    focused.focus({ preventScroll: true });
  }

  // The résumé as it is shown: its pages, or its text.
  function view() {
    return document.querySelector(pageView && pageView.checked ? ".pages" : ".text");
  }

  function toMarks(link) {
    const found = (place) =>
      [...place.querySelectorAll("mark, .spot")].filter((mark) =>
        mark.dataset.keys.split(" ").includes(link.dataset.key),
      );
    if (!found(view()).length) {
      document.querySelector('[name="view"][value="text"]').checked = true; // on no page shown
    }
    clear();
    for (const mark of found(document)) {
      mark.classList.add("here");
    }
    show(found(view())[0], view().querySelector(`.ref[data-key="${link.dataset.key}"]`), link);
  }

  function toRequirement(item, link) {
    if (item.hidden) {
      filter("");
    }
    clear();
    item.classList.add("here");
    item.tabIndex = -1;
    show(item, item, link);
  }

  // What several requirements quote leads to each of them in turn.
  function fromMark(mark) {
    const numbers = [...new Set(mark.dataset.keys.split(" ").map((key) => key.split("-")[0]))];
    const at = numbers.findIndex((number) =>
      document.getElementById(`r${number}`).classList.contains("here"),
    );
    const number = numbers[(at + 1) % numbers.length];
    const link = view().querySelector(`.ref[href="#r${number}"]`);
    toRequirement(document.getElementById(`r${number}`), link);
  }

  document.documentElement.classList.add("scripted");
  document.querySelector(".filters").hidden = false;
  if (pageView && matchMedia("(min-width: 46rem)").matches) {
    pageView.checked = true; // on narrow screens the text reads better
  }
  for (const button of buttons) {
    button.addEventListener("click", () => filter(button.dataset.verdict));
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    const mark = event.target.closest("mark, .spot");
    const goal = link && document.getElementById(link.hash.slice(1));
    if (link && link.matches("blockquote a")) {
      toMarks(link);
    } else if (goal && goal.matches("li.requirement")) {
      toRequirement(goal, link);
    } else if (mark && !link && getSelection().isCollapsed) {
      fromMark(mark);
    } else {
      if (goal && goal.hidden) {
        filter(""); // a group of which the filter hides all
      }
      return;
    }
    event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    const link = event.target.closest && event.target.closest("blockquote a, a.ref");
    if (event.key === " " && link) {
      event.preventDefault();
      link.click();
    } else if (event.key === "Escape") {
      clear();
      if (from) {
        from.focus();
        from = null;
      }
    }
  });
})();
