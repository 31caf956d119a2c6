// Makes plotly's input for a figure from the page's data and the reader's choices.
// Nothing here touches the page; figures.js does. Scripts are classic: a book opened from a folder
// may not use modules.
(function () {
  "use strict";

  const anybook = (window.anybook ??= {});

  // Text without accents, case and extra spaces, to compare it with what is typed.
  anybook.plain = (text) =>
    text
      .normalize("NFD")
      .replace(/\p{M}/gu, "")
      .toLowerCase()
      .replace(/\s+/g, " ")
      .trim();

  // A text of the page with its placeholders filled, in the plural form for a number.
  anybook.filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  anybook.counted = function (forms, number, values) {
    const category = new Intl.PluralRules(document.documentElement.lang).select(number);
    return anybook.filled(forms[category] ?? forms.other, values);
  };

  // Puts a query into the page's address.
  anybook.setQuery = function (query) {
    const asked = query.toString() && `?${query}`;
    try {
      history.replaceState(history.state, "", location.pathname + asked + location.hash);
    } catch {
      // A page opened from a folder may not be allowed to; then the address stays as it is.
    }
  };

  // Looks up ids and names, but not properties of every object, such as "constructor".
  anybook.nameOf = (person, people) => (Object.keys(people).includes(person) ? people[person] : undefined);

  anybook.grouped = (number) => number.toLocaleString(document.documentElement.lang);

  // Unfolds a figure's data, in which repeated parts are written once (compact_json.py). Each place
  // gets its own copy, as a change of one must not change another.
  anybook.unfolded = function ({ value, shared }) {
    const whole = function (part) {
      if (typeof part === "string" && part.startsWith("~")) {
        const held = shared[part.slice(1)];
        return typeof held === "string" ? held : whole(held);
      }
      if (Array.isArray(part)) return part.map(whole);
      if (!part || typeof part !== "object") return part;
      return Object.fromEntries(Object.entries(part).map(([key, one]) => [key, whole(one)]));
    };
    return whole(value);
  };

  // Applies changes keyed by paths like "marker.line.color" or "sliders[0].x".
  function assign(target, changes) {
    for (const [path, value] of Object.entries(changes)) {
      const keys = path.replaceAll("[", ".").replaceAll("]", "").split(".");
      const last = keys.pop();
      keys.reduce((part, key) => (part[key] = asObject(part[key])), target)[last] = value;
    }
  }

  // plotly allows `title: "text"` for `title: {text: "text"}`.
  function asObject(value) {
    return typeof value === "string" ? { text: value } : value || {};
  }

  // Replaces CSS variables with the page's colours.
  function coloured(value, style) {
    if (typeof value === "string") {
      if (!value.includes("var(--")) return value;
      return value.replace(/var\((--[\w-]+)\)/g, (_, name) => style.getPropertyValue(name).trim());
    }
    if (Array.isArray(value)) return value.map((one) => coloured(one, style));
    if (value && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, coloured(one, style)]));
    }
    return value;
  }

  anybook.groupOf = (trace) => trace.legendgroup || trace.name;

  // A view in plotly's form. `choice`: phone, step, hidden (names in the legend), person, style.
  anybook.compose = function (view, people, choice) {
    const { data, layout } = structuredClone(view.figure);
    if (view.steps) {
      for (const changes of view.steps.changes.slice(0, choice.step + 1)) {
        for (const [number, change] of Object.entries(changes)) assign(data[number], change);
      }
    }
    if (choice.phone) {
      assign(layout, { "hoverlabel.font.size": 12, ...structuredClone(view.narrow.layout) });
      for (const [number, change] of Object.entries(view.narrow.data)) assign(data[number], change);
    }
    for (const trace of data) {
      if (choice.hidden.has(anybook.groupOf(trace))) trace.visible = false;
    }
    const name = anybook.nameOf(choice.person, people);
    if (name) anybook.markOnChart(data, layout, choice.person, name);
    // The page has its own legend, and scrolling with a finger does not drag the chart.
    Object.assign(layout, { showlegend: false, autosize: true, dragmode: false });
    return { data: coloured(data, choice.style), layout: coloured(layout, choice.style) };
  };
})();
