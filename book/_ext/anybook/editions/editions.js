// The link to this page in another language leads to the same place in it, with the reader's choices.
(function () {
  "use strict";

  const anybook = (window.anybook ??= {});

  // The target of the address while the reader sees it, else the section that they read; nothing at
  // the head of the page.
  function place() {
    const target = anybook.targeted(location.hash);
    const box = target?.getBoundingClientRect();
    if (box && box.bottom > 0 && box.top < innerHeight) return location.hash;
    if (scrollY < innerHeight / 3) return "";
    const [, ...sections] = document.querySelectorAll("main section[id]");
    const passed = sections.filter((section) => section.getBoundingClientRect().top < innerHeight / 3);
    return passed.length ? `#${passed.at(-1).id}` : "";
  }

  // The query of the address. The names of months are words: they become their places.
  function choices() {
    const query = anybook.kept(new URLSearchParams(location.search));
    const months = query.getAll("month");
    query.delete("month");
    for (const text of months) {
      const [id, name] = text.split(".");
      const figure = (anybook.figures ?? []).find((one) => one.element.id === id && one.slider);
      const step = figure ? figure.months().indexOf(name) : -1;
      query.append("month", step < 0 ? text : `${id}.step-${step}`);
    }
    return query.toString();
  }

  function lead(event) {
    const link = event.target.closest?.("a.al-version");
    if (!link) return;
    const [path] = link.getAttribute("href").split(/[?#]/);
    const query = choices();
    link.setAttribute("href", path + (query && `?${query}`) + place());
  }

  // Before the link is followed, opened in another tab, or copied.
  for (const kind of ["pointerdown", "focusin", "click"]) document.addEventListener(kind, lead, true);
})();
