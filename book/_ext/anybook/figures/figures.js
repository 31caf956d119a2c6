// Makes the book's figures interactive, from the data in the page. A figure is a static picture
// until a reader touches it; without a picture, or in another view, it is drawn before it is
// scrolled into view. No modules and no fetch(): neither works in a book opened from a folder.
(function () {
  "use strict";

  const anybook = window.anybook;
  const chosen = (anybook.page ??= { months: new Map() });
  const root = document.documentElement;
  const plotlyUrl = new URL("plotly/plotly.min.js", document.currentScript.src).href;
  const near = "600px";
  const phone = 560; // charts narrower than this many pixels have the phone layout, as in figure.css
  const paperWidth = 660; // pixels of a chart's width on a printed page
  const paperHeight = 860; // and the most of its height, as in figure.css
  const STEP = /^step-(\d+)$/;
  const tempo = 450; // milliseconds a month, when a figure plays
  const settings = {
    displaylogo: false,
    showSendToCloud: false,
    typesetMath: false,
    displayModeBar: false, // there is no zoom and no selection
  };
  let loading = null;
  let printing = false;

  function loadPlotly() {
    loading ??= new Promise(function (resolve, reject) {
      const script = document.createElement("script");
      script.src = plotlyUrl;
      script.onload = () => resolve(window.Plotly);
      script.onerror = () => reject(new Error("plotly.min.js did not load"));
      document.head.append(script);
    });
    return loading;
  }

  class Figure {
    constructor(element) {
      this.element = element;
      this.box = element.querySelector(".al-box");
      this.plot = element.querySelector(".al-plot");
      this.body = element.querySelector(".al-table tbody");
      this.firstRows = [...this.body.rows];
      this.texts = new WeakMap(); // the original cells of a row: a browser may translate them
      this.firstRows.forEach((row) => this.texts.set(row, [...row.cells].map((cell) => cell.textContent)));
      this.hidden = new Set();
      this.drawn = false;
      this.waiting = !element.querySelector(".al-still");
      this.startTouch();
      this.startLegend();
      this.startTime();
      this.startDownload();
      this.startFrame();
    }

    // A figure gets the pointer event that started it once it is drawn.
    startTouch() {
      const touch = (event) => {
        this.pointer = event;
        this.wake();
      };
      for (const kind of ["pointerenter", "pointermove", "pointerdown"]) {
        this.box.addEventListener(kind, touch, { passive: true });
      }
    }

    part(selector) {
      return this.element.querySelector(selector);
    }

    get payload() {
      const data = document.getElementById(this.element.id + "-data");
      this.parsed ??= anybook.unfolded(JSON.parse(data.textContent));
      return this.parsed;
    }

    get view() {
      const { views } = this.payload;
      return views.find((view) => view.day === chosen.day) || views.at(-1);
    }

    // Drawing

    composed(changes) {
      return anybook.compose(this.view, this.payload.people, {
        phone: this.isPhone,
        step: this.step,
        hidden: this.hidden,
        person: chosen.person,
        style: getComputedStyle(root),
        ...changes,
      });
    }

    // Draws the figure now if it is near the view, else when it comes near.
    near(isNear) {
      this.isNear = isNear;
      if (isNear && this.waiting) this.wake();
    }

    ask() {
      if (this.drawn) return this.update();
      this.waiting = true;
      if (this.isNear) return this.wake();
      // In print it is drawn at once. A failure to load is shown when the figure comes near.
      loadPlotly().catch(() => {});
    }

    // A picture in print has its own words, whatever the page's reading date.
    print() {
      if (window.Plotly && this.waiting) this.awake ??= this.draw();
      if (this.drawn) this.update();
      else if (this.waiting) this.tell(this.payload.views.at(-1));
    }

    printed() {
      if (this.drawn) this.update();
      else if (this.waiting) this.tell(this.view);
    }

    wake() {
      this.awake ??= loadPlotly()
        .then(() => this.draw())
        .catch((error) => this.fail(error));
      return this.awake;
    }

    async draw() {
      this.drawn = true;
      this.fit();
      await window.Plotly.newPlot(this.plot, { ...this.composed(), config: settings });
      this.box.dataset.live = "";
      this.plot.setAttribute("data-drawn", "");
      this.plot.on("plotly_click", (event) => this.click(event.points[0]));
      this.watchWidth();
      this.keepLabelsInside();
      this.replay();
    }

    watchWidth() {
      let width = this.box.clientWidth;
      new ResizeObserver(() => {
        const now = this.box.clientWidth;
        if (!now || now === width) return;
        width = now;
        requestAnimationFrame(() => this.update());
      }).observe(this.box);
    }

    get isPhone() {
      return (printing ? paperWidth : this.box.clientWidth) < phone;
    }

    // Lays a chart over its picture, with the width of the drawing, scaled to the size shown.
    fit() {
      const still = this.part(`.al-${this.isPhone ? "narrow" : "wide"} > svg`);
      const { style } = this.plot;
      this.scale = 1;
      for (const name of ["width", "height", "transform"]) style[name] = "";
      if (!still || printing) return;
      const { width, height } = still.viewBox.baseVal;
      this.scale = this.box.clientWidth / width;
      Object.assign(style, { width: `${width}px`, height: `${height}px`, transform: `scale(${this.scale})` });
    }

    replay() {
      if (!this.pointer) return;
      const { clientX, clientY } = this.pointer;
      const target = document.elementFromPoint(clientX, clientY);
      if (!this.plot.contains(target)) return;
      target.dispatchEvent(new MouseEvent("mousemove", { clientX, clientY, bubbles: true }));
    }

    update() {
      if (!this.drawn) return;
      this.fit();
      const { data, layout } = this.composed();
      if (printing) Object.assign(layout, { width: paperWidth, height: Math.min(this.height, paperHeight), autosize: false });
      return window.Plotly.react(this.plot, data, layout, settings);
    }

    // plotly puts a hover label left or right of its point. On a phone neither may have room; then
    // the label moves over the point as far as needed.
    keepLabelsInside() {
      const labels = this.part(".hoverlayer");
      const move = (label) => {
        const [held, frame] = [label.getBoundingClientRect(), this.plot.getBoundingClientRect()];
        const [left, right] = [frame.left - held.left, frame.right - held.right];
        const by = left > 0 ? left : Math.max(left, Math.min(right, 0));
        if (Math.abs(by) < 1) return;
        const { e, f } = label.transform.baseVal.consolidate().matrix;
        label.setAttribute("transform", `translate(${e + by / this.scale},${f})`);
      };
      new MutationObserver(() => labels.querySelectorAll(".hovertext").forEach(move)).observe(labels, {
        attributeFilter: ["transform"],
        childList: true,
        subtree: true,
      });
    }

    fail(error) {
      console.error(error);
      const told = this.part(".al-failed");
      told.textContent = told.dataset.text;
      this.part("details.al-data").open = true;
    }

    click(point) {
      if (!anybook.mark) return;
      const person = anybook.personAt(point.data, point.pointIndex);
      if (person) anybook.mark(person === chosen.person ? null : person);
    }

    // The reading date and the person of the page

    follow() {
      this.tell(this.view);
      if (this.slider) this.fitTime();
      this.ask();
    }

    tell(view) {
      this.part(".al-title").textContent = view.title;
      this.part(".al-table caption span").textContent = view.title;
      this.part(".al-caption").textContent = view.caption;
      this.part(".al-alt").textContent = view.alt;
      this.part(".al-csv").href = view.csv;
      this.body.replaceChildren(...(view.rows ? view.rows.map((row) => this.row(row)) : this.firstRows));
      this.markRows();
      this.fitLegend(view);
      for (const told of this.element.querySelectorAll(".al-cited")) {
        const { title } = view;
        if (told.closest(".al-embed")) told.textContent = escaped(title).replaceAll('"', "&quot;");
        else told.textContent = told.closest("pre") ? title.replace(/[&%$#_{}]/g, "\\$&") : title;
      }
      this.fitFrame(view);
      const report = this.part(".al-report a");
      if (report) report.href = report.href.replace(/(\bday(?:=|%3A\+))[\d-]+/, `$1${view.day}`);
    }

    row(cells) {
      const row = document.createElement("tr");
      const heads = this.element.querySelectorAll(".al-table th");
      cells.forEach(function (text, i) {
        const cell = row.insertCell();
        cell.className = heads[i].className;
        cell.textContent = text;
      });
      this.texts.set(row, cells);
      return row;
    }

    get marked() {
      return anybook.nameOf(chosen.person, this.payload.people);
    }

    markRows() {
      for (const row of this.body.rows) {
        row.classList.toggle("al-marked", this.texts.get(row).includes(this.marked));
      }
    }

    // The legend

    startLegend() {
      for (const button of this.element.querySelectorAll(".al-legend button")) {
        button.disabled = false;
        button.addEventListener("click", () => {
          const name = button.dataset.group;
          if (!this.hidden.delete(name)) this.hidden.add(name);
          button.setAttribute("aria-pressed", String(!this.hidden.has(name)));
          this.ask();
        });
      }
    }

    // A view may lack a mark of another.
    fitLegend(view) {
      const named = new Set(view.figure.data.filter((trace) => trace.showlegend !== false).map(anybook.groupOf));
      for (const button of this.element.querySelectorAll(".al-legend button")) {
        button.parentElement.hidden = !named.has(button.dataset.group);
      }
    }

    // Time

    startTime() {
      this.slider = this.part(".al-time input");
      if (!this.slider) return;
      this.step = Number(this.slider.value);
      if (chosen.months.has(this.element.id) && this.showChosen()) this.waiting = true;
      this.slider.addEventListener("input", () => this.go(Number(this.slider.value)));
      this.slider.addEventListener("keydown", (event) => {
        if (event.key !== " ") return;
        event.preventDefault();
        this.play();
      });
      this.part(".al-play").addEventListener("click", () => this.play());
    }

    // A view ends with its reading date: earlier views have fewer months, but the same first ones.
    fitTime() {
      this.slider.max = this.view.steps.labels.length - 1;
      this.showChosen();
    }

    // The names of all months in an address.
    months() {
      return this.payload.views.at(-1).steps.labels.map(named);
    }

    // Shows the chosen month, and returns whether it is another. A view that ends before it shows its
    // last; the choice stays, for a view that has it.
    showChosen() {
      const { start, labels } = this.view.steps;
      const months = this.months();
      const given = chosen.months.get(this.element.id);
      // In another language months have other names: from there their places come.
      const place = months.indexOf(months[STEP.exec(given)?.[1]] ?? given);
      if (place >= 0) chosen.months.set(this.element.id, months[place]);
      const step = place < 0 ? start : Math.min(place, labels.length - 1);
      if (step === this.step) return false;
      this.show(step);
      return true;
    }

    go(step) {
      this.show(step);
      this.keep();
      return this.ask();
    }

    show(step) {
      this.step = step;
      this.slider.value = step;
      const label = this.view.steps.labels[step];
      this.slider.setAttribute("aria-valuetext", label);
      this.part(".al-time output").textContent = label;
    }

    // The address has the month when playing stops, unless it is the figure's first.
    keep() {
      const { start, labels } = this.view.steps;
      if (this.step === start) chosen.months.delete(this.element.id);
      else chosen.months.set(this.element.id, named(labels[this.step]));
      if (!this.timer && anybook.remember) anybook.remember();
    }

    play() {
      const button = this.part(".al-play");
      const playing = this.timer;
      [button.textContent, button.dataset.other] = [button.dataset.other, button.textContent];
      this.timer = clearInterval(this.timer);
      if (playing) return this.keep();
      const last = Number(this.slider.max);
      if (this.step === last) this.go(0);
      this.timer = setInterval(() => {
        if (this.step < last) this.go(this.step + 1);
        if (this.step === last) this.play();
      }, tempo);
    }

    // The line that embeds the figure has the address of the figure's own page, with the reading date.

    startFrame() {
      this.frame = this.part(".al-address");
      if (this.frame) this.address = this.frame.textContent;
    }

    fitFrame(view) {
      if (!this.frame) return;
      const query = view === this.payload.views.at(-1) ? "" : `?on=${view.day}`;
      this.frame.textContent = this.address + query;
    }

    // Downloads

    startDownload() {
      const button = this.part(".al-svg");
      button.hidden = false;
      button.addEventListener("click", () => this.download().catch((error) => this.fail(error)));
    }

    async download() {
      const Plotly = await loadPlotly();
      const link = document.createElement("a");
      const { data, layout } = this.picture();
      const size = { width: layout.width, height: layout.height };
      link.href = await Plotly.toImage({ data, layout }, { format: "svg", ...size });
      link.download = `${this.element.id}-${this.view.day}.svg`;
      link.click();
    }

    // The figure as a separate picture, with its number, title, legend and source line.
    picture() {
      const { data, layout } = this.composed({ phone: false, person: null });
      const number = this.part(".al-place").textContent;
      const { heading } = this.part(".al-svg").dataset;
      const title = wrapped(anybook.filled(heading, { number, title: this.view.title }), 84);
      const foot = wrapped(this.imprint(), 140);
      const given = layout.margin || {};
      const top = (given.t ?? 8) + 28 * title.length + 20;
      const entries = this.element.querySelectorAll(".al-legend li");
      const named = [...entries].reduce((sum, entry) => sum + entry.textContent.trim().length + 8, 0);
      const bottom = (given.b ?? 8) + 76 + 24 * Math.ceil(named / 90) + 16 * foot.length;
      const note = { xref: "paper", yref: "paper", xanchor: "left", yanchor: "bottom", align: "left", showarrow: false };
      Object.assign(layout, {
        autosize: false,
        width: 960,
        height: this.height + top + bottom,
        margin: { ...given, t: top, b: bottom, l: 24, r: 24 },
        showlegend: true,
        paper_bgcolor: getComputedStyle(root).getPropertyValue("--al-paper").trim(),
        title: { text: title.map(escaped).join("<br>"), font: { size: 20 }, automargin: false, x: 0, xref: "container", xanchor: "left", y: 1, yref: "container", yanchor: "top", pad: { t: 22, l: 24 } },
      });
      layout.annotations = [
        ...(layout.annotations || []),
        { ...note, x: 0, y: 0, yshift: 12 - bottom, text: foot.map(escaped).join("<br>"), font: { size: 12 } },
      ];
      return { data, layout };
    }

    get height() {
      return parseInt(getComputedStyle(this.element).getPropertyValue("--al-wide"));
    }

    // A few sources are named, many are counted; the page has them all.
    imprint() {
      const sources = this.part(".al-sources");
      const told = sources.dataset.named || sources.querySelector("summary").textContent;
      const words = told.replace(/\s+/g, " ").trim().replace(/\.$/, "");
      const { imprint } = this.part(".al-svg").dataset;
      const month = this.slider && this.view.steps.labels[this.step];
      return anybook.filled(imprint, { sources: words, date: this.view.date, month });
    }
  }

  // The name of a month in an address: july-2023.
  function named(label) {
    return anybook.plain(label).replace(/[^\p{L}\p{N}]+/gu, "-");
  }

  function escaped(text) {
    return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  }

  function wrapped(text, width) {
    const found = [""];
    for (const word of text.split(" ")) {
      if (found.at(-1).length + word.length > width) found.push("");
      found[found.length - 1] = `${found.at(-1)} ${word}`.trim();
    }
    return found;
  }

  // Selects a citation and copies it; a page opened from a folder may only select.
  function startCopying() {
    for (const button of document.querySelectorAll(".al-copy")) {
      button.hidden = false;
      button.setAttribute("aria-live", "polite");
      button.addEventListener("click", function () {
        getSelection().selectAllChildren(button.previousElementSibling);
        if (document.execCommand("copy")) button.textContent = button.dataset.done;
      });
    }
  }

  // A site that does not know its address while it is built knows it when it is read.
  function placeFrames() {
    if (!/^http/.test(location.protocol)) return;
    for (const line of document.querySelectorAll(".al-embed")) {
      const [address, own] = [line.querySelector(".al-address"), line.querySelector(".al-own-page")];
      // The link already has what this page's address has.
      const [page] = own.getAttribute("href").split("?");
      if (address.textContent === page) address.textContent = new URL(page, location.href).href;
    }
  }

  // In print: light, as wide as the page, with all sources. Tables stay open or closed as the
  // reader left them, since all of them would take most of the paper, and the CSV is named.
  function startPrint(figures) {
    let opened = [];
    let theme = null;
    window.addEventListener("beforeprint", function () {
      printing = true;
      theme = root.dataset.theme;
      root.dataset.theme = "light";
      opened = [...document.querySelectorAll(":is(.al-sources, .al-ledger details, .al-choice .al-data, .al-fold):not([open])")];
      opened.forEach((details) => (details.open = true));
      figures.forEach((figure) => figure.print());
    });
    window.addEventListener("afterprint", function () {
      printing = false;
      root.dataset.theme = theme;
      opened.forEach((details) => (details.open = false));
      figures.forEach((figure) => figure.printed());
    });
  }

  // Without compose.js nothing can be drawn: pictures and tables stay, and the bar is hidden.
  function startFigures() {
    if (!anybook.compose) return;
    const figures = [...document.querySelectorAll("figure.al-figure")].map((element) => new Figure(element));
    anybook.figures = figures;
    const byBox = new Map(figures.map((figure) => [figure.box, figure]));
    const approach = new IntersectionObserver(
      (entries) => entries.forEach((entry) => byBox.get(entry.target).near(entry.isIntersecting)),
      { rootMargin: near },
    );
    figures.forEach((figure) => approach.observe(figure.box));
    new MutationObserver(() => printing || figures.forEach((figure) => figure.update())).observe(root, {
      attributeFilter: ["data-theme"],
    });
    startPrint(figures);
    root.classList.add("al-figures");
    if (anybook.startReading) anybook.startReading();
  }

  function start() {
    startCopying();
    placeFrames();
    startFigures();
  }

  document.addEventListener("DOMContentLoaded", start);
})();
