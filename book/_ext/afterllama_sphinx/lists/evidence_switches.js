// The switches of a count: evidence that is switched off does not count. The page has every
// outcome, computed by the build, by the bits of what is off. Without this script, or without compose.js,
// there is a table.
(function () {
  "use strict";

  if (!window.anybook?.compose) return;
  const { filled } = window.anybook;
  const STANDS = { h: "had-left", u: "unknown", t: "there" };

  function start(figure) {
    const form = figure.querySelector("form.al-switches");
    const outcomes = JSON.parse(document.getElementById(`${figure.id}-outcomes`).textContent);
    const switches = [...form.querySelectorAll("input")];
    const answers = [...figure.querySelectorAll(".al-answer")];
    const words = {};
    for (const { dataset, textContent } of figure.querySelectorAll(".al-key li")) words[dataset.is] = textContent;
    const status = form.querySelector("[role=status]");

    function show(heard) {
      const off = switches.reduce((sum, one) => sum + (one.checked ? 0 : 1 << Number(one.value)), 0);
      const told = answers.map((answer, n) => fill(answer, outcomes[off][n], outcomes[0][n]));
      if (heard) status.textContent = told.join(" ");
    }

    function fill(answer, now, whole) {
      answer.querySelector(".al-band b").textContent = now.band;
      answer.querySelector(".al-changes").textContent = now.told;
      [...answer.querySelectorAll("li")].forEach(function (person, n) {
        const is = STANDS[now.stands[n]];
        person.dataset.is = is;
        person.classList.toggle("al-changed", now.stands[n] !== whole.stands[n]);
        person.querySelector("span").textContent = `, ${words[is]}`;
      });
      const day = answer.querySelector(".al-day").textContent;
      return filled(status.dataset.text, { day, band: now.band });
    }

    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("change", () => show(true));
    form.addEventListener("reset", () => setTimeout(() => show(true)));
    show(false);
    form.hidden = false;
  }

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll(".al-choice").forEach(start));
})();
