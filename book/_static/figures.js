// Draws the book's figures from the data that stands in the page. No modules and no fetch(): a book
// opened from a folder may use neither.
(function () {
  "use strict";

  const root = document.documentElement;
  const plotlyUrl = new URL("plotly.min.js", document.currentScript.src).href;
  const near = "600px";
  const phone = 560; // pixels of a chart's width below which its phone layout holds
  let plotly = null;

  // At once, so that no chart's empty place and no open table flashes by. Without this script the
  // style sheet hides the places of the charts, and the tables stay open.
  root.classList.add("al-js");

  function loadPlotly() {
    plotly ??= new Promise(function (resolve, reject) {
      const script = document.createElement("script");
      script.src = plotlyUrl;
      script.onload = () => resolve(window.Plotly);
      script.onerror = () => reject(new Error("plotly.min.js did not load"));
      document.head.append(script);
    });
    return plotly;
  }

  function colours() {
    const style = getComputedStyle(root);
    const read = (name) => style.getPropertyValue(name).trim();
    return { ink: read("--al-ink"), muted: read("--al-muted"), grid: read("--al-grid"), paper: read("--al-paper") };
  }

  // What depends on the light or dark page, as dotted paths into the layout.
  function themed(layout, data) {
    const { ink, muted, grid, paper } = colours();
    const clear = "rgba(0,0,0,0)";
    const changes = {
      paper_bgcolor: clear,
      plot_bgcolor: clear,
      "font.color": ink,
      "title.font.color": ink,
      "legend.bgcolor": clear,
      "legend.font.color": ink,
      "hoverlabel.bgcolor": paper,
      "hoverlabel.bordercolor": grid,
      "hoverlabel.font.color": ink,
      "modebar.bgcolor": clear,
      "modebar.color": muted,
      "modebar.activecolor": ink,
    };
    for (const axis of axesOf(layout, data)) {
      Object.assign(changes, {
        [`${axis}.color`]: muted,
        [`${axis}.gridcolor`]: grid,
        [`${axis}.linecolor`]: grid,
        [`${axis}.zerolinecolor`]: grid,
        [`${axis}.tickfont.color`]: ink,
        [`${axis}.title.font.color`]: muted,
      });
    }
    for (const part of ["sliders", "updatemenus"]) {
      (layout[part] || []).forEach(function (_, i) {
        Object.assign(changes, {
          [`${part}[${i}].font.color`]: ink,
          [`${part}[${i}].bgcolor`]: part === "sliders" ? grid : paper,
          [`${part}[${i}].bordercolor`]: muted,
        });
      });
    }
    (layout.sliders || []).forEach(function (_, i) {
      changes[`sliders[${i}].tickcolor`] = muted;
      changes[`sliders[${i}].currentvalue.font.color`] = ink;
    });
    return changes;
  }

  function axesOf(layout, data) {
    const names = new Set(Object.keys(layout).filter((key) => /^[xy]axis\d*$/.test(key)));
    for (const trace of data) {
      if (trace.domain) continue;
      for (const letter of ["x", "y"]) {
        names.add((trace[`${letter}axis`] || letter).replace(letter, `${letter}axis`));
      }
    }
    return names;
  }

  // Sets changes that are keyed by paths like "sliders[0].font.color".
  function assign(layout, changes) {
    for (const [path, value] of Object.entries(changes)) {
      const keys = path.replaceAll("[", ".").replaceAll("]", "").split(".");
      const last = keys.pop();
      const target = keys.reduce((part, key) => (part[key] = asObject(part[key])), layout);
      target[last] = value;
    }
    return layout;
  }

  // plotly allows `title: "text"` for `title: {text: "text"}`.
  function asObject(value) {
    return typeof value === "string" ? { text: value } : value || {};
  }

  const settings = {
    displaylogo: false,
    showSendToCloud: false,
    typesetMath: false,
    displayModeBar: false, // nothing here is zoomed or selected; a figure's CSV is below it
  };

  function payloadOf(plot) {
    return JSON.parse(document.getElementById(plot.parentElement.id + "-data").textContent);
  }

  // The layout as the page has room for it: on a phone a figure is laid out again, not shrunk.
  function layoutFor(plot, { figure, narrow }) {
    const layout = { ...structuredClone(figure.layout), autosize: true };
    // Unless a figure asks for it, a finger that scrolls the page does not drag the chart.
    layout.dragmode ??= false;
    if (plot.clientWidth < phone) assign(layout, narrow);
    return assign(layout, themed(layout, figure.data));
  }

  function draw(plot) {
    if (plot.dataset.state) return;
    plot.dataset.state = "drawing";
    const payload = payloadOf(plot);
    loadPlotly()
      .then((Plotly) =>
        Plotly.newPlot(plot, { ...payload.figure, layout: layoutFor(plot, payload), config: settings }),
      )
      .then(() => ready(plot, payload))
      .catch((error) => fail(plot, error));
  }

  function ready(plot, payload) {
    plot.dataset.state = "drawn";
    plot.setAttribute("data-drawn", "");
    let width = plot.clientWidth;
    new ResizeObserver(function () {
      const now = plot.clientWidth;
      if (!now || now === width) return;
      const turned = now < phone !== width < phone;
      width = now;
      requestAnimationFrame(function () {
        if (turned) window.Plotly.react(plot, plot.data, layoutFor(plot, payload));
        else window.Plotly.Plots.resize(plot);
      });
    }).observe(plot);
  }

  function fail(plot, error) {
    console.error(error);
    plot.dataset.state = "failed";
    const note = document.createElement("p");
    note.className = "al-failed";
    note.textContent = "This chart could not be drawn. The table below has its data.";
    plot.replaceChildren(note);
    plot.parentElement.querySelector("details.al-data").open = true;
  }

  function followTheme(plots) {
    new MutationObserver(function () {
      for (const plot of plots) {
        if (plot.dataset.state === "drawn") window.Plotly.relayout(plot, themed(plot.layout, plot.data));
      }
    }).observe(root, { attributeFilter: ["data-theme"] });
  }

  // Tables, sources and the ledger's reasons are printed with the page, opened or not.
  function openForPrint() {
    let opened = [];
    window.addEventListener("beforeprint", function () {
      opened = [...document.querySelectorAll(":is(.al-figure, .al-ledger) details:not([open])")];
      opened.forEach((details) => (details.open = true));
    });
    window.addEventListener("afterprint", () => opened.forEach((details) => (details.open = false)));
  }

  function start() {
    const plots = [...document.querySelectorAll(".al-plot")];
    for (const details of document.querySelectorAll("details.al-data")) {
      details.open = false;
      details.dataset.ready = "";
    }
    const approach = new IntersectionObserver(
      function (entries) {
        for (const entry of entries.filter((entry) => entry.isIntersecting)) {
          approach.unobserve(entry.target);
          draw(entry.target);
        }
      },
      { rootMargin: near },
    );
    plots.forEach((plot) => approach.observe(plot));
    followTheme(plots);
    openForPrint();
  }

  document.addEventListener("DOMContentLoaded", start);
})();
