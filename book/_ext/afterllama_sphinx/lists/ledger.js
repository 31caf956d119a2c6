// Searches, filters and sorts the ledger and the sources. Without it, or without compose.js, on which
// it depends, a table is complete and the form stays hidden.
(function () {
  "use strict";

  if (!window.anybook?.compose) return;
  const { plain, counted, filled, grouped } = window.anybook;

  // The text of a row, without the words that every row has.
  function told(row) {
    const parts = row.querySelectorAll(".al-anchor, .al-kind, .al-statement, .al-measure, dd:not(.al-check)");
    return [...parts].map((part) => part.textContent).join(" ");
  }

  function start(ledger) {
    const form = ledger.querySelector("form.al-filters");
    const filters = [...form.querySelectorAll("select:not([name=sort])")].map((menu) => menu.name);
    const table = ledger.querySelector("table.al-claims");
    const [body] = table.tBodies;
    const rows = [...body.rows];
    const texts = new Map();
    const place = new Map(rows.map((row, i) => [row, i]));
    const status = form.querySelector(".al-count");
    const forms = JSON.parse(status.dataset.forms);

    // The view in the address, so that a link opens the same view.
    function read() {
      const given = new URLSearchParams(location.search);
      for (const control of form.elements) {
        if (!control.name) continue;
        control.value = given.get(control.name) || "";
        // Ignores values that no menu has.
        if (control.selectedIndex === -1) control.value = "";
      }
    }

    // Keeps what the figures have in the address.
    function write() {
      const given = new URLSearchParams(location.search);
      for (const control of form.elements) {
        if (control.value) given.set(control.name, control.value);
        else if (control.name) given.delete(control.name);
      }
      anybook.setQuery(given);
    }

    // The original text of a row: later the browser may translate it.
    function textOf(row) {
      if (!texts.has(row)) texts.set(row, plain(told(row)));
      return texts.get(row);
    }

    function apply() {
      const words = plain(form.elements.q.value).split(" ").filter(Boolean);
      let shown = 0;
      for (const row of rows) {
        const fits =
          filters.every((name) => !form.elements[name].value || row.dataset[name] === form.elements[name].value) &&
          words.every((word) => textOf(row).includes(word) || plain(told(row)).includes(word));
        row.hidden = !fits;
        if (fits) shown += 1;
      }
      order(form.elements.sort.value);
      const values = { shown: grouped(shown), total: grouped(rows.length) };
      status.textContent = shown ? counted(forms, shown, values) : filled(status.dataset.none, values);
      table.hidden = !shown;
    }

    // Verdicts and kinds have the order of their menus; the largest numbers come first.
    function order(by) {
      const rank = (row) => {
        if (by === "statement") return plain(row.querySelector(".al-statement").textContent);
        if (!form.elements[by]) return -row.dataset[by];
        const choices = [...form.elements[by].options].map((option) => option.value);
        return choices.indexOf(row.dataset[by]);
      };
      const keys = by ? new Map(rows.map((row) => [row, rank(row)])) : place;
      const sorted = [...rows].sort(function (a, b) {
        const [first, second] = [keys.get(a), keys.get(b)];
        return first < second ? -1 : first > second ? 1 : place.get(a) - place.get(b);
      });
      // Moving a row lays it out again.
      const now = [...body.rows];
      if (sorted.some((row, i) => row !== now[i])) body.append(...sorted);
    }

    // A link to a row shows it in spite of filters, with its reasons open.
    function follow() {
      const row = rows.find((one) => `#${one.id}` === location.hash);
      if (!row) return;
      if (row.hidden) {
        form.reset();
        apply();
      }
      row.querySelector("details").open = true;
      row.scrollIntoView({ block: "start" });
    }

    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", function () {
      apply();
      write();
    });
    form.addEventListener("reset", function () {
      requestAnimationFrame(function () {
        apply();
        write();
      });
    });
    window.addEventListener("hashchange", follow);
    window.addEventListener("popstate", write);
    window.addEventListener("load", () => setTimeout(() => rows.forEach(textOf)));
    read();
    apply();
    form.hidden = false;
    follow();
  }

  const begin = () => document.querySelectorAll(".al-ledger").forEach(start);
  // It waits for its turn where the address asks for nothing: a long task holds up the reader.
  document.addEventListener("DOMContentLoaded", () => (location.search || location.hash ? begin() : setTimeout(begin)));
})();
