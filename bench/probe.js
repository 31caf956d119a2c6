// Watches a page from inside: long tasks, when its figures can be seen, and when one answers.
(function () {
  "use strict";

  if (window !== window.top) return;
  const look = LOOK;
  const tasks = [];
  const seen = { screen: null, shown: null };
  let touched = null;

  function places() {
    return [...document.querySelectorAll(look.place)];
  }

  function visible(place) {
    return [...place.querySelectorAll(look.shown)].some(function (element) {
      const box = element.getBoundingClientRect();
      return box.width > 0 && box.height > 0 && element.complete !== false;
    });
  }

  function onScreen(place) {
    const box = place.getBoundingClientRect();
    return box.top < innerHeight && box.bottom > 0;
  }

  function watch() {
    const all = places();
    if (document.readyState !== "loading") {
      const first = all.filter(onScreen);
      if (seen.screen === null && first.length && first.every(visible)) seen.screen = performance.now();
      if (all.every(visible)) {
        seen.shown = performance.now();
        return;
      }
    }
    requestAnimationFrame(watch);
  }

  function waitForLabel() {
    if (touched === null || touched.end) return;
    const label = places()[touched.number].querySelector(".hoverlayer .hovertext");
    if (label) touched.end = performance.now();
    else requestAnimationFrame(waitForLabel);
  }

  requestAnimationFrame(watch);
  new PerformanceObserver(function (list) {
    for (const entry of list.getEntries()) tasks.push([entry.startTime, entry.duration]);
  }).observe({ type: "longtask", buffered: true });

  window.bench = {
    tasks,

    read() {
      const blocking = tasks.reduce((sum, [, length]) => sum + Math.max(0, length - 50), 0);
      const none = places().length === 0;
      return { blocking, screen: none ? null : seen.screen, shown: none ? null : seen.shown };
    },

    box(number) {
      const { x, y, width, height } = places()[number].getBoundingClientRect();
      return { x, y, width, height };
    },

    // The middle of what can be seen of a figure.
    middle(number) {
      const box = places()[number].getBoundingClientRect();
      const top = Math.max(0, box.top);
      return [box.x + box.width / 2, (top + Math.min(innerHeight, box.bottom)) / 2];
    },

    // From here on time runs until the figure shows a label.
    touch(number) {
      touched = { number, start: performance.now() };
      places()[number].scrollIntoView({ block: "center", behavior: "instant" });
      requestAnimationFrame(waitForLabel);
    },

    label() {
      if (!touched.end) return null;
      const within = tasks.filter(([start, length]) => start + length >= touched.start && start <= touched.end);
      const task = Math.max(0, ...within.map(([, length]) => length));
      return { label: touched.end - touched.start, task };
    },

    // Middles of the marks of a live figure, then a grid, as shares of its width and height.
    spots(number) {
      const place = places()[number];
      const frame = place.getBoundingClientRect();
      const marks = [...place.querySelectorAll(".point, .points path, .trace path")];
      const boxes = marks.map((mark) => mark.getBoundingClientRect()).filter(function (box) {
        return box.width > 0 && box.top > 0 && box.bottom < innerHeight;
      });
      const found = boxes.slice(0, 40).map((box) => [
        (box.x + box.width / 2 - frame.x) / frame.width,
        (box.y + box.height / 2 - frame.y) / frame.height,
      ]);
      for (let y = 0.1; y < 0.95; y += 0.08) {
        for (let x = 0.05; x < 1; x += 0.05) found.push([x, y]);
      }
      return found.filter(function ([x, y]) {
        const height = frame.y + y * frame.height;
        return x > 0 && x < 1 && y > 0 && y < 1 && height > 0 && height < innerHeight - 1;
      });
    },
  };
})();
