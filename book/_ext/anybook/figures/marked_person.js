// The marked person, who stands out in all figures of a page: chosen in the bar, by a click on a
// chart, or in the address. figures.js marks the rows of tables.
(function () {
  "use strict";

  const anybook = (window.anybook ??= {});
  const page = (anybook.page ??= { months: new Map() });
  const ID = /^[a-z0-9-]+$/;
  const DIM = 0.16; // opacity of everything but the marked person's
  const given = new URLSearchParams(location.search).get("person");
  let form = null;
  let say = null;

  if (given && ID.test(given)) page.person = given;

  // reading.js calls this with the bar and with the function that shows one of the bar's texts.
  anybook.startMarking = function (bar, tell) {
    [form, say] = [bar, tell];
    form.addEventListener("change", function (event) {
      if (event.target.name === "person") choose(event.target.value, true);
    });
    form.addEventListener("input", function (event) {
      if (event.target.name === "person") choose(event.target.value, false);
    });
    document.addEventListener("keydown", function (event) {
      if (event.key === "Escape" && page.person && isFree(event)) anybook.mark(null);
    });
    const unmark = form.querySelector(".al-unmark");
    if (unmark) {
      unmark.addEventListener("click", function () {
        anybook.mark(null);
        form.elements.person.focus({ preventScroll: true });
      });
    }
  };

  // Escape undoes one thing at a time: it closes other things before it unmarks.
  function isFree(event) {
    const { target } = event;
    const typing = target.matches && target.matches("input:not([type=radio], [type=range]), select, textarea");
    return (
      !event.defaultPrevented &&
      !event.isComposing &&
      !document.querySelector("dialog[open]") &&
      (!typing || target === form.elements.person)
    );
  }

  // Names by id of everybody in a figure of this page.
  function people() {
    return Object.assign(Object.create(null), ...anybook.figures.map((figure) => figure.payload.people));
  }

  // Typing a name marks that person; at the end, a part of one name is enough.
  function choose(text, finished) {
    const typed = anybook.plain(text);
    const names = Object.entries(people());
    const same = names.filter(([, name]) => anybook.plain(name) === typed);
    const like = names.filter(([, name]) => typed && anybook.plain(name).includes(typed));
    if (same.length) anybook.mark(same[0][0]);
    else if (!typed) anybook.mark(null);
    else if (finished && like.length === 1) anybook.mark(like[0][0]);
    else if (finished) say(like.length ? "several" : "nobody", { name: text.trim() });
  }

  // A person in no figure here stays in the address, as another page may show them.
  anybook.mark = function (person) {
    const name = people()[person];
    page.person = person;
    if (form.elements.person) form.elements.person.value = name || "";
    offer(name);
    for (const figure of anybook.figures) {
      figure.markRows();
      if (figure.drawn || figure.marked) figure.ask();
    }
    const shown = anybook.grouped(anybook.figures.filter((figure) => figure.marked).length);
    if (name) say("marked", { name, shown });
    else say(person ? "unknown" : null);
    anybook.remember();
  };

  // Shows the button that unmarks somebody, as a phone has no Escape key.
  function offer(name) {
    const button = form.querySelector(".al-unmark");
    if (!button) return;
    button.hidden = !name;
    button.textContent = anybook.filled(button.dataset.text, { name });
  }

  // On a chart

  function peopleOf(trace) {
    return trace.meta && trace.meta.people;
  }

  anybook.personAt = function (trace, point) {
    const people = peopleOf(trace);
    return (Array.isArray(people) ? people[point] : people) || null;
  };

  // Makes a person stand out in a chart: compose.js calls this.
  anybook.markOnChart = function (data, layout, person, name) {
    const marked = [];
    for (const trace of data) {
      const people = peopleOf(trace);
      if (!people) continue;
      if (people === person) {
        heavier(trace);
        continue;
      }
      trace.opacity = DIM;
      const part = Array.isArray(people) && pointsOf({ ...trace, opacity: 1 }, person);
      if (part) marked.push(heavier(part));
    }
    data.push(...marked);
    markWords(layout, person, name);
  };

  // One person's points of a trace, as a separate trace that stands out.
  function pointsOf(trace, person) {
    const people = peopleOf(trace);
    const length = people.length;
    const kept = people.map((id, i) => id === person || (id === null && i > 0 && people[i - 1] === person));
    if (!kept.includes(true)) return null;
    const part = (value) => {
      if (Array.isArray(value)) return value.length === length ? value.filter((_, i) => kept[i]) : value;
      if (!value || typeof value !== "object") return value;
      return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, part(one)]));
    };
    return { ...part(trace), showlegend: false };
  }

  function heavier(trace) {
    if (trace.line && trace.line.width) trace.line = { ...trace.line, width: trace.line.width + 1.5 };
    return trace;
  }

  // A person's name on the chart is an annotation with that name, or the text of a tick.
  function markWords(layout, person, name) {
    for (const note of layout.annotations || []) {
      if (!note.name) continue;
      if (note.name === person || note.name === name) note.text = `<b>${note.text}</b>`;
      else note.opacity = 0.5;
    }
    for (const axis of [layout.xaxis, layout.yaxis]) {
      if (!axis || !axis.ticktext) continue;
      axis.ticktext = axis.ticktext.map((text) => (shown(text) === name ? `<b>${text}</b>` : text));
    }
  }

  function shown(text) {
    return String(text).replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
  }
})();
