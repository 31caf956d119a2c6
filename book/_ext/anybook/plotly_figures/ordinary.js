// Brings ordinary figures to life. A figure is a picture until a reader touches it; without a
// picture it is drawn before it is scrolled into view. No modules and no fetch(): neither works in
// a book opened from a folder.
(function () {
  "use strict";

  const place = new URL("anybook/", document.currentScript.src);
  const touches = ["pointerenter", "pointermove", "pointerdown", "pointerup", "pointercancel", "focus"];
  const settings = { displaylogo: false, showSendToCloud: false, typesetMath: false, responsive: false };
  const loaded = new Map();
  // A browser keeps about 16 WebGL contexts, and blanks the oldest without a word. Figures with
  // fewer in sum stay live; the one that woke first becomes a picture again.
  const most = 12;
  const drawing = [];
  // Traces that a reader turns, with a finger too.
  const solid = /3d$|^(surface|cone|streamtube|volume|isosurface)$/;

  // Loads a script once.
  function load(name) {
    if (!loaded.has(name)) {
      loaded.set(name, new Promise(function (resolve, reject) {
        const script = document.createElement("script");
        script.src = new URL(name, place).href;
        script.onload = resolve;
        script.onerror = () => reject(new Error(`${name} did not load`));
        document.head.append(script);
      }));
    }
    return loaded.get(name);
  }

  // Another part of the page may have a plotly.js of its own, which stays.
  let ours = null;
  function plotly() {
    const theirs = window.Plotly;
    ours ??= load("plotly.min.js").then(function () {
      const found = window.Plotly;
      if (theirs) window.Plotly = theirs;
      return found;
    });
    return ours;
  }

  class Figure {
    constructor(box) {
      this.box = box;
      this.still = box.querySelector(".anybook-still");
      this.touch = (event) => this.wake(event);
      this.listen();
    }

    listen() {
      for (const kind of touches) this.box.addEventListener(kind, this.touch, { passive: true });
    }

    wake(event) {
      if (event && event.type !== "focus") this.note(event);
      this.awake ??= this.draw().catch((error) => this.fail(error));
      return this.awake;
    }

    // What a reader pressed before there was a chart is pressed again once there is. A finger that
    // scrolls the page touches a figure, too, and is not lifted from it.
    note(event) {
      const press = event.pointerType === "touch" ? "pointerup" : "pointerdown";
      const scrolls = event.type === "pointercancel";
      if (scrolls || event.type === press) this.pressed = scrolls ? null : event;
      this.pointer = scrolls ? null : event;
      this.top = this.box.getBoundingClientRect().top;
    }

    async draw() {
      const { figure: name, maps } = this.box.dataset;
      const scripts = [`${name}.js`, ...maps.split(" ").filter(Boolean)];
      const [Plotly] = await Promise.all([plotly(), ...scripts.map(load)]);
      const { data, layout, frames, config } = window.anybookFigures[name];
      this.layout = layout;
      this.chart = document.createElement("div");
      this.chart.className = "anybook-live";
      this.box.append(this.chart);
      const size = this.fit();
      // The same figure may stand on the page twice.
      const given = structuredClone({ data, layout, frames });
      Object.assign(given.layout, size, { autosize: false });
      // A finger that scrolls the page does not drag the chart.
      const turns = data.some((trace) => solid.test(trace.type));
      if (!turns && matchMedia("(pointer: coarse)").matches) given.layout.dragmode ??= false;
      await Plotly.newPlot(this.chart, { ...given, config: { ...config, ...settings } });
      this.box.dataset.live = "";
      for (const kind of touches) this.box.removeEventListener(kind, this.touch);
      this.watch = new ResizeObserver(() => this.resize(Plotly));
      this.watch.observe(this.box);
      this.hush();
      this.replay();
      this.keep(Plotly);
    }

    // The text of the picture tells the chart to who does not see it; what can be worked is told too.
    hush() {
      const { updatemenus = [], sliders = [] } = this.chart.layout;
      const works = updatemenus.length || sliders.length || this.chart.querySelector(".main-svg a");
      const told = works ? ".g-gtitle" : ".main-svg";
      for (const part of this.chart.querySelectorAll(told)) part.setAttribute("aria-hidden", "true");
    }

    keep(Plotly) {
      this.contexts = this.chart.querySelectorAll("canvas").length;
      if (!this.contexts) return;
      drawing.push(this);
      const sum = () => drawing.reduce((total, figure) => total + figure.contexts, 0);
      while (drawing.length > 1 && sum() > most) drawing.shift().sleep(Plotly);
    }

    sleep(Plotly) {
      this.watch.disconnect();
      Plotly.purge(this.chart);
      this.chart.remove();
      delete this.box.dataset.live;
      this.awake = this.pressed = this.pointer = null;
      this.listen();
    }

    // The chart lies upon its picture: laid out as it is, and scaled with it to the page.
    fit() {
      const source = this.still.parentElement.querySelector("source");
      const narrow = source && matchMedia(source.media).matches;
      const drawn = narrow ? source : this.still;
      const [width, height] = [Number(drawn.getAttribute("width")), Number(drawn.getAttribute("height"))];
      this.chart.style.transform = `scale(${(this.still.clientWidth || width) / width})`;
      return { width, height };
    }

    resize(Plotly) {
      if (!this.box.clientWidth || this.box.clientWidth === this.was) return;
      this.was = this.box.clientWidth;
      requestAnimationFrame(() => Plotly.relayout(this.chart, this.fit()));
    }

    replay() {
      const event = this.pressed || this.pointer;
      // The page may have been scrolled since.
      if (!event || Math.abs(this.box.getBoundingClientRect().top - this.top) > 2) return;
      const { clientX, clientY } = event;
      const target = document.elementFromPoint(clientX, clientY);
      if (!this.chart.contains(target)) return;
      const kinds = this.pressed ? ["mousemove", "mousedown", "mouseup", "click"] : ["mousemove"];
      for (const kind of kinds) {
        target.dispatchEvent(new MouseEvent(kind, { clientX, clientY, bubbles: true, view: window }));
      }
    }

    fail(error) {
      console.error(error);
      if (this.chart) this.chart.remove();
      const told = this.box.parentElement.querySelector(".anybook-failed");
      told.textContent = told.dataset.text;
    }
  }

  function start() {
    const waiting = new Map();
    const approach = new IntersectionObserver(
      function (entries) {
        for (const { isIntersecting, target } of entries) {
          if (isIntersecting) waiting.get(target).wake();
        }
      },
      { rootMargin: "600px" },
    );
    for (const box of document.querySelectorAll(".anybook-box")) {
      const figure = new Figure(box);
      if (box.querySelector("picture")) continue;
      waiting.set(box, figure);
      approach.observe(box);
    }
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
