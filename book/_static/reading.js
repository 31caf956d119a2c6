// What all figures of a page obey: the reading date, and the person who is marked. Both stand in
// the address, as ?on=2023-09-05&person=ada-lovelace, so that a link opens the same view.
(function () {
  "use strict";

  const afterllama = window.afterllama;
  const page = (afterllama.page = { day: null, person: null });
  let form = null;

  afterllama.startReading = function () {
    form = document.querySelector("form.al-reading");
    if (!form) return;
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("change", function (event) {
      if (event.target.name === "on") read(event.target.value);
      if (event.target.name === "person") choose(event.target.value, true);
    });
    form.addEventListener("input", function (event) {
      if (event.target.name === "person") choose(event.target.value, false);
    });
    document.addEventListener("keydown", function (event) {
      if (event.key === "Escape" && page.person) afterllama.mark(null);
    });
    document.addEventListener("click", carry);
    const unmark = form.querySelector(".al-unmark");
    if (unmark) {
      unmark.addEventListener("click", function () {
        afterllama.mark(null);
        form.elements.person.focus({ preventScroll: true });
      });
    }
    const given = new URLSearchParams(location.search);
    const on = [...form.querySelectorAll("[name=on]")].find((input) => input.value === given.get("on"));
    if (on && !on.checked) {
      on.checked = true;
      read(on.value);
    }
    if (given.get("person")) afterllama.mark(given.get("person"));
  };

  // A link to another page of the book keeps the day and the person.
  function carry(event) {
    const link = event.target.closest("a[href]");
    const folder = (address) => address.slice(0, address.lastIndexOf("/"));
    if (!link || link.search || link.protocol !== location.protocol || link.host !== location.host) return;
    if (!link.pathname.endsWith(".html") || folder(link.pathname) !== folder(location.pathname)) return;
    link.search = kept().toString();
  }

  // Names by id, of everybody whom a figure of this page shows.
  function people() {
    return Object.assign({}, ...afterllama.figures.map((figure) => figure.payload.people));
  }

  function read(day) {
    page.day = day;
    afterllama.figures.forEach((figure) => figure.follow());
    say(isLast(day) ? null : "earlier");
    remember();
  }

  function isLast(day) {
    return [...form.querySelectorAll("[name=on]")].at(-1).value === day;
  }

  // What is typed marks whoever is called that; when it is finished, a part of one name will do.
  function choose(text, finished) {
    const typed = afterllama.plain(text);
    const names = Object.entries(people());
    const same = names.filter(([, name]) => afterllama.plain(name) === typed);
    const like = names.filter(([, name]) => typed && afterllama.plain(name).includes(typed));
    if (same.length) afterllama.mark(same[0][0]);
    else if (!typed) afterllama.mark(null);
    else if (finished && like.length === 1) afterllama.mark(like[0][0]);
    else if (finished) say(like.length ? "several" : "nobody", { name: text.trim() });
  }

  afterllama.mark = function (person) {
    const name = people()[person];
    page.person = name ? person : null;
    form.elements.person.value = name || "";
    offer(name);
    for (const figure of afterllama.figures) {
      figure.markRows();
      if (figure.drawn || figure.marked) figure.ask();
    }
    const shown = afterllama.grouped(afterllama.figures.filter((figure) => figure.marked).length);
    if (name) say("marked", { name, shown });
    else say(person ? "unknown" : null);
    remember();
  };

  // Shows what unmarks somebody: a phone has no Escape.
  function offer(name) {
    const button = form.querySelector(".al-unmark");
    if (!button) return;
    button.hidden = !name;
    button.textContent = afterllama.filled(button.dataset.text, { name });
  }

  // Tells the reader one of the texts that the page holds for it; nothing without a key.
  function say(key, values) {
    const status = form.querySelector(".al-told");
    status.textContent = key ? afterllama.filled(status.dataset[key], values) : "";
  }

  // What the address says of this page's figures, beside what else it says with `given`.
  function kept(given = new URLSearchParams()) {
    const state = { person: page.person, on: page.day && !isLast(page.day) ? page.day : null };
    for (const [name, value] of Object.entries(state)) {
      if (value) given.set(name, value);
      else given.delete(name);
    }
    return given;
  }

  function remember() {
    const query = kept(new URLSearchParams(location.search)).toString();
    try {
      history.replaceState(null, "", location.pathname + (query ? `?${query}` : "") + location.hash);
    } catch {
      // A page from a folder may not be allowed to: then the address stays as it is.
    }
  }
})();
