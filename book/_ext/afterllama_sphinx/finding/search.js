// The search page. Searches the index in search-places.js: it ignores accents and capitals, and
// accepts beginnings of words and small spelling mistakes.
(function () {
  "use strict";

  const anybook = window.anybook;
  const { kinds, places } = anybook.search;
  const WORD = /[\p{L}\p{M}\p{N}]+/gu;
  // Weights of words by field, and of places by kind.
  const WEIGHTS = { title: 6, names: 5, text: 1 };
  const FAVOUR = { person: 1.5, organization: 1.5, page: 1.2, term: 1.2, figure: 1.1, evidence: 0.5 };
  const COMMON = 1 / 3; // of the places: a word in more of them counts little
  const FEW = 20; // places shown at once
  const WIDTH = 240; // characters of an excerpt
  const CELL = "\t"; // between the cells of a figure's row, which is searched but not shown

  const form = document.querySelector(".al-find");
  const list = document.getElementById("search-results");
  const told = document.querySelector(".al-found");
  const more = document.querySelector(".al-more");
  const words = (text) => [...anybook.plain(text).matchAll(WORD)].map((match) => match[0]);
  // The places by word: word -> (number of the place -> weight of the word there).
  const index = new Map();
  let wanted = FEW;

  function put(text, at, weight) {
    for (const word of words(text)) {
      if (!index.has(word)) index.set(word, new Map());
      const held = index.get(word);
      const now = held.get(at) || 0;
      // Repetitions add a little; a word that is in the title does not count twice.
      held.set(at, now ? Math.max(now, weight) + 0.1 : weight);
    }
  }

  places.forEach(function ([, title, , , names, texts], at) {
    put(title, at, WEIGHTS.title);
    put(names, at, WEIGHTS.names);
    texts.forEach((text) => put(text, at, WEIGHTS.text));
  });

  // Edit distance of two words: letters removed, added, changed, or swapped with the next.
  function distance(one, other) {
    let before = [];
    let last = Array.from({ length: other.length + 1 }, (_, i) => i);
    for (let i = 1; i <= one.length; i += 1) {
      const now = [i];
      for (let j = 1; j <= other.length; j += 1) {
        const same = one[i - 1] === other[j - 1];
        now[j] = Math.min(last[j] + 1, now[j - 1] + 1, last[j - 1] + (same ? 0 : 1));
        const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
        if (swapped) now[j] = Math.min(now[j], before[j - 2] + 1);
      }
      [before, last] = [last, now];
    }
    return last[other.length];
  }

  // The words of the book that match a word: itself, words that begin with it, else similar ones.
  // A number must match exactly.
  function meant(term) {
    const found = new Map();
    for (const word of index.keys()) {
      if (word === term) found.set(word, 1);
      else if (word.startsWith(term) && !/^\d+$/.test(term)) found.set(word, 0.3 + (0.4 * term.length) / word.length);
    }
    const slips = term.length < 4 || /\d/.test(term) ? 0 : term.length < 8 ? 1 : 2;
    if (found.size || !slips) return found;
    for (const word of index.keys()) {
      if (Math.abs(word.length - term.length) <= slips && distance(word, term) <= slips) found.set(word, 0.3);
    }
    return found;
  }

  // The score of a word for each place.
  function votes(found) {
    const best = new Map();
    for (const [word, match] of found) {
      for (const [at, weight] of index.get(word)) best.set(at, Math.max(best.get(at) || 0, weight * match));
    }
    const rare = Math.log(1 + places.length / best.size);
    for (const [at, weight] of best) best.set(at, weight * rare);
    return best;
  }

  // The places with all significant words, else with the most of them; best first.
  function search(query) {
    const terms = [...new Set(words(query))];
    const known = terms.map(meant);
    const votings = known.map(votes);
    const telling = votings.filter((voting) => voting.size < places.length * COMMON);
    const needed = telling.length ? telling : votings;
    const scores = new Map();
    for (const voting of votings) {
      for (const [at, score] of voting) scores.set(at, (scores.get(at) || 0) + score);
    }
    const has = (at) => needed.filter((voting) => voting.has(at)).length;
    const found = [...scores.keys()].map((at) => ({ at, has: has(at), score: scores.get(at) * favour(at, query) }));
    const most = Math.max(0, ...found.map((one) => one.has));
    const hits = found.filter((one) => one.has === most && most).sort((a, b) => b.score - a.score || a.at - b.at);
    const marked = new Set(known.flatMap((one) => [...one.keys()]));
    return { hits: hits.map((one) => places[one.at]), marked, all: most === needed.length };
  }

  function favour(at, query) {
    const [kind, title] = places[at];
    const [name, typed] = [anybook.plain(title), anybook.plain(query)];
    const whole = name === typed ? 3 : name.includes(typed) ? 1.5 : 1;
    return whole * (FAVOUR[kind] || 1);
  }

  // Shows a text with its matching words marked.
  function marking(text, marked) {
    const parts = document.createDocumentFragment();
    let end = 0;
    for (const match of text.matchAll(WORD)) {
      if (!words(match[0]).some((word) => marked.has(word))) continue;
      const mark = document.createElement("mark");
      mark.textContent = match[0];
      parts.append(text.slice(end, match.index), mark);
      end = match.index + match[0].length;
    }
    parts.append(text.slice(end));
    return parts;
  }

  // The text of a place with the most different matches, cut to begin at them.
  function excerpt(texts, marked) {
    const count = (text) => new Set(words(text).filter((word) => marked.has(word))).size;
    const best = texts.reduce((one, other) => (count(other) > count(one) ? other : one), texts[0]);
    const hit = [...best.matchAll(WORD)].find((match) => words(match[0]).some((word) => marked.has(word)));
    const fit = best.length <= WIDTH || !hit ? 0 : Math.min(hit.index - 60, best.length - WIDTH);
    const start = fit > 0 ? best.indexOf(" ", fit) + 1 : 0;
    const end = start + WIDTH < best.length ? best.lastIndexOf(" ", start + WIDTH) : best.length;
    return (start ? "… " : "") + best.slice(start, end) + (end < best.length ? " …" : "");
  }

  function element(tag, name, ...content) {
    const made = document.createElement(tag);
    if (name) made.className = name;
    made.append(...content);
    return made;
  }

  function hit([kind, title, address, where, , texts, quoted], marked) {
    const link = element("a", "", marking(title, marked));
    link.href = address;
    const head = element("p", "al-hit", element("span", "al-kind", kinds[kind]), " ", link);
    const item = element("li", "", head);
    if (where) item.append(element("p", "al-where", marking(where, marked)));
    const prose = texts.filter((text) => !text.includes(CELL));
    const text = excerpt(prose.length ? prose : [quoted], marked);
    if (text) item.append(element("p", "al-excerpt", marking(text, marked)));
    lead(link, [title, ...texts], marked);
    return item;
  }

  // What is found may be folded: a link says which words to unfold.
  function lead(link, texts, marked) {
    const found = texts.map((text) => [...new Set(words(text).filter((word) => marked.has(word)))]);
    const best = found.reduce((one, other) => (other.length > one.length ? other : one));
    if (!best.length) return;
    const say = function () {
      const address = new URL(link.href);
      address.searchParams.set("find", best.join(" "));
      link.href = address.href;
    };
    for (const kind of ["pointerdown", "contextmenu", "click"]) link.addEventListener(kind, say);
  }

  // The text for a number of places.
  function sentence(number, all, query) {
    const values = { number: anybook.grouped(number), query };
    if (!number) return anybook.filled(told.dataset.none, values);
    return anybook.counted(JSON.parse(all ? told.dataset.all : told.dataset.some), number, values);
  }

  function show() {
    const query = form.elements.q.value.trim();
    const { hits, marked, all } = words(query).length ? search(query) : { hits: [], marked: new Set(), all: true };
    list.replaceChildren(...hits.slice(0, wanted).map((one) => hit(one, marked)));
    if (anybook.carry) anybook.carry(list);
    more.hidden = hits.length <= wanted;
    told.textContent = query ? sentence(hits.length, all, query) : "";
  }

  function remember() {
    const typed = form.elements.q.value.trim();
    const given = new URLSearchParams(location.search);
    if (typed) given.set("q", typed);
    else given.delete("q");
    anybook.setQuery(given);
  }

  function start() {
    let timer = null;
    const search = function () {
      clearTimeout(timer);
      wanted = FEW;
      show();
      remember();
    };
    form.hidden = false;
    form.elements.q.value = new URLSearchParams(location.search).get("q") || "";
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      search();
    });
    form.addEventListener("input", function () {
      clearTimeout(timer);
      timer = setTimeout(search, 150);
    });
    more.addEventListener("click", function () {
      const next = wanted;
      wanted += FEW;
      show();
      list.children[next].querySelector("a").focus();
    });
    show();
    if (!form.elements.q.value) form.elements.q.focus();
  }

  document.addEventListener("DOMContentLoaded", start);
})();
