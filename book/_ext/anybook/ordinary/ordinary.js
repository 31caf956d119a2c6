// Brings ordinary figures to life. A figure is a picture until a reader touches it; without a
// picture it is drawn before it is scrolled into view. No modules and no fetch(): neither works in
// a book opened from a folder.
(function () {
  "use strict";

  const place = new URL("anybook/", document.currentScript.src);
  const touches = ["pointerenter", "pointermove", "pointerdown", "focus"];
  const settings = { displaylogo: false, showSendToCloud: false, typesetMath: false, responsive: false };
  const loaded = new Map();

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
      for (const kind of touches) box.addEventListener(kind, this.touch, { passive: true });
    }

    wake(event) {
      // What a reader pressed before there was a chart is pressed again once there is.
      if (event && event.type === "pointerdown") this.pressed = event;
      if (event && event.type !== "focus") this.pointer = event;
      this.awake ??= this.draw().catch((error) => this.fail(error));
      return this.awake;
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
      if (matchMedia("(pointer: coarse)").matches) given.layout.dragmode ??= false;
      await Plotly.newPlot(this.chart, { ...given, config: { ...config, ...settings } });
      this.box.dataset.live = "";
      for (const kind of touches) this.box.removeEventListener(kind, this.touch);
      new ResizeObserver(() => this.resize(Plotly)).observe(this.box);
      this.replay();
    }

    // The chart lies upon its picture: as large, and scaled down with it on a narrow page.
    fit() {
      const source = this.still.parentElement.querySelector("source");
      const narrow = source && matchMedia(source.media).matches;
      const drawn = narrow ? source : this.still;
      const [width, height] = [Number(drawn.getAttribute("width")), Number(drawn.getAttribute("height"))];
      const [wide, high] = [this.still.clientWidth || width, this.still.clientHeight || height];
      const scale = Math.min(1, wide / width);
      this.chart.style.transform = scale < 1 ? `scale(${scale})` : "";
      return scale < 1 ? { width, height } : { width: wide, height: high };
    }

    resize(Plotly) {
      if (!this.box.clientWidth || this.box.clientWidth === this.was) return;
      this.was = this.box.clientWidth;
      requestAnimationFrame(() => Plotly.relayout(this.chart, this.fit()));
    }

    replay() {
      const event = this.pressed || this.pointer;
      if (!event) return;
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
