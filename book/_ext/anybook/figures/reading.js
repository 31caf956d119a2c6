// The state in the address: reading date, marked person, and a month for each figure with a time control:
// ?on=2023-09-05&person=ada-lovelace&month=fig-a.july-2023. Links to other pages of the book carry it.
(function () {
  "use strict";

  const anybook = (window.anybook ??= {});
  const page = (anybook.page ??= { months: new Map() });
  const root = document.documentElement;
  const DAY = /^\d{4}-\d{2}-\d{2}$/;
  const MONTH = /^([a-z0-9-]+)\.([\p{L}\p{N}-]+)$/u;
  const MOST = 1 / 5; // of a screen's height that may be fixed at its top
  const GAP = 12; // pixels between fixed elements and the target of a link
  const PARTS = "p, tr, li, dt, dd, summary, h1, h2, h3, h4"; // where the words of a search may stand
  const ID = /^[a-z0-9-]+$/;
  const plain = new WeakMap(); // the original address of a link
  const given = new URLSearchParams(location.search);
  // Without marked_person.js a page marks nobody: it hands the person on to other pages.
  const handed = anybook.startMarking || !ID.test(given.get("person") ?? "") ? null : given.get("person");
  let form = null;

  if (DAY.test(given.get("on"))) page.day = given.get("on");
  for (const text of given.getAll("month")) {
    const [, figure, month] = MONTH.exec(text) || [];
    if (figure) page.months.set(figure, month);
  }

  // The bar: figures.js calls this when there are figures to control.
  anybook.startReading = function () {
    form = document.querySelector("form.al-reading");
    if (!form) return;
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("change", function (event) {
      if (event.target.name === "on") read(event.target.value);
    });
    if (anybook.startMarking) anybook.startMarking(form, say);
    root.classList.add("al-read");
    const days = [...form.querySelectorAll("[name=on]")];
    const on = days.find((input) => input.value === page.day);
    for (const input of days) input.checked = input === (on || days.at(-1));
    if (on && isLast(on.value)) page.day = null;
    else if (on) read(on.value);
    else if (page.day && days.length) say("otherday");
    if (page.person) anybook.mark(page.person);
  };

  function read(day) {
    page.day = isLast(day) ? null : day;
    anybook.figures.forEach((figure) => figure.follow());
    say(page.day ? "earlier" : null);
    anybook.remember();
  }

  function isLast(day) {
    return [...form.querySelectorAll("[name=on]")].at(-1).value === day;
  }

  // Announces one of the page's texts to the reader; nothing without a key.
  function say(key, values) {
    const status = form.querySelector(".al-told");
    status.textContent = key ? anybook.filled(status.dataset[key], values) : "";
  }

  // The address

  // The part of an address about figures, added to `query`.
  anybook.kept = function (query) {
    for (const [name, value] of [["person", page.person || handed], ["on", page.day]]) {
      if (value) query.set(name, value);
      else query.delete(name);
    }
    query.delete("month");
    for (const [figure, month] of page.months) query.append("month", `${figure}.${month}`);
    return query;
  };

  // Puts the page's state into its address and its links.
  anybook.remember = function () {
    anybook.setQuery(anybook.kept(new URLSearchParams(location.search)));
    anybook.carry(document);
  };

  // Adds the page's state to links, unless they set it themselves. It changes the attribute,
  // because a link is copied, or opened in a new tab, as it is there.
  anybook.carry = function (within) {
    for (const link of within.querySelectorAll("a[href]")) {
      if (!plain.has(link)) plain.set(link, isPage(link) && link.getAttribute("href"));
      const address = plain.get(link);
      if (!address) continue;
      const [, path, own, hash] = /^([^?#]*)\??([^#]*)(.*)$/s.exec(address);
      const query = anybook.kept(new URLSearchParams());
      for (const name of new URLSearchParams(own).keys()) query.delete(name);
      const all = [own, query.toString()].filter(Boolean).join("&");
      const now = path + (all ? `?${all}` : "") + hash;
      if (link.getAttribute("href") !== now) link.setAttribute("href", now);
    }
  };

  // The folders of pages: the book's, and that of figures' own pages.
  const home = new URL(root.dataset.home ?? ".", location.href).pathname;
  const folders = [home, `${home}figures/`];

  function isPage(link) {
    return (
      !/^(#|\?|$)/.test(link.getAttribute("href")) &&
      link.protocol === location.protocol &&
      link.host === location.host &&
      /(\.html|\/)$/.test(link.pathname) &&
      folders.includes(link.pathname.slice(0, link.pathname.lastIndexOf("/") + 1))
    );
  }

  // The theme's field leads to the search page, which gets only what is in the form.
  document.addEventListener("formdata", function (event) {
    if (!event.target.matches("form.bd-search")) return;
    for (const [name, value] of anybook.kept(new URLSearchParams())) event.formData.append(name, value);
  });
  // A history entry has its old address; the page has not changed since.
  window.addEventListener("popstate", () => anybook.remember());

  // The target of an address

  // Opens folded content around a target; returns whether there was any.
  function unfold(place) {
    const folded = [];
    for (let one = place; one; one = one.parentElement) if (one.matches("details:not([open])")) folded.push(one);
    folded.forEach((details) => (details.open = true));
    return folded.length > 0;
  }

  anybook.targeted = function (hash = location.hash) {
    try {
      return document.getElementById(decodeURIComponent(hash.slice(1)));
    } catch {
      return null;
    }
  };

  // A copy of an element without its folded and hidden content.
  function bare(element) {
    const copy = element.cloneNode(true);
    copy.querySelectorAll("details:not([open]) > :not(summary), [hidden]").forEach((one) => one.remove());
    return copy;
  }

  // Opens folded content with more words of a search ("find") than are seen, and returns it.
  function found(within, text) {
    const words = text.split(" ").map(anybook.plain).filter(Boolean);
    const count = (part) => words.filter((word) => anybook.plain(part.textContent).includes(word)).length;
    const open = bare(within);
    const seen = open.matches(PARTS) ? [open] : [...open.querySelectorAll(PARTS)];
    let [best, most] = [null, Math.max(0, ...seen.map(count))];
    for (const part of within.querySelectorAll(`details:not([open]) :is(${PARTS})`)) {
      const here = count(part);
      if (here > most) [best, most] = [part, here];
    }
    if (best) unfold(best);
    return best;
  }

  // Puts an element in view; on a fresh visit again once everything that may move it has loaded, unless
  // the reader has done something in between.
  function bring(part, block, fresh) {
    const show = () => part.scrollIntoView({ block, behavior: "instant" });
    show();
    if (!fresh || document.readyState === "complete") return;
    const ended = new AbortController();
    const signal = ended.signal;
    for (const kind of ["wheel", "touchstart", "pointerdown", "keydown"]) {
      window.addEventListener(kind, () => ended.abort(), { signal, passive: true });
    }
    window.addEventListener("load", () => (show(), ended.abort()), { signal });
  }

  // A link within the page closes the drawer that it is in, and opens folded content.
  document.addEventListener("click", function (event) {
    const link = event.target.closest("a[href*='#']");
    if (!link || link.pathname !== location.pathname || link.host !== location.host) return;
    const drawer = link.closest("dialog[open]");
    if (drawer) drawer.close();
    const target = anybook.targeted(link.hash);
    if (target) unfold(target);
  });
  window.addEventListener("hashchange", function () {
    const target = anybook.targeted();
    if (target && unfold(target)) target.scrollIntoView({ behavior: "instant" });
  });

  // Measures what is fixed at the top. If it would take too much of the screen, the bar scrolls away. On
  // the root instead of the bar, its sizes would style the whole page anew.
  function measure() {
    const [head, bar] = [".bd-header-article", ".al-reading"].map((name) => document.querySelector(name));
    const height = (one) => (one && /sticky|fixed/.test(getComputedStyle(one).position) ? one.offsetHeight : 0);
    root.classList.remove("al-low");
    const [top, all] = [height(head), height(head) + height(bar)];
    const low = innerWidth <= 640 || all > innerHeight * MOST;
    root.classList.toggle("al-low", low);
    const menu = head?.querySelector(".primary-toggle");
    const others = [...(head?.querySelectorAll(".al-version, .article-header-buttons > *") ?? [])];
    const left = (menu ? menu.getBoundingClientRect().right : 0) + 4;
    const right = others.find((one) => one.offsetWidth)?.getBoundingClientRect().left;
    root.style.scrollPaddingTop = `${(low ? top : all) + GAP}px`;
    const sizes = { head: top, left, room: (right || innerWidth) - left - 4 };
    for (const [name, size] of Object.entries(sizes)) bar?.style.setProperty(`--al-${name}`, `${size}px`);
  }

  function start() {
    if (anybook.kept(new URLSearchParams()).toString()) anybook.carry(document);
    const watch = new ResizeObserver(measure);
    document.querySelectorAll(".bd-header-article, .al-reading").forEach((one) => watch.observe(one));
    window.addEventListener("resize", measure);
    // Other scripts may still sort rows and open content. A reader who comes back is put where they
    // were.
    setTimeout(function () {
      measure();
      const target = anybook.targeted();
      const part = target && given.get("find") && found(target, given.get("find"));
      const [way] = performance.getEntriesByType("navigation");
      const fresh = !way || way.type === "navigate";
      const opened = target && unfold(target);
      if (part) bring(part, "center", fresh);
      else if (target && (opened || fresh)) bring(target, "start", fresh);
    });
  }

  document.addEventListener("DOMContentLoaded", start);
})();
