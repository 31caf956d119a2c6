// Tells the reader at once where Python cannot be had: else a cell would wait for it for ever.
(function () {
  "use strict";

  const pyodide = new URL(document.currentScript.dataset.pyodide, document.currentScript.baseURI);

  // What keeps Python from running here, in words; null where nothing does.
  async function obstacle() {
    if (typeof WebAssembly === "undefined") {
      return "This browser cannot run WebAssembly, and Python in the browser is made of it.";
    }
    if (!navigator.serviceWorker && !window.crossOriginIsolated) {
      return (
        "At this address the browser keeps Python from the book's data: " +
        "it allows that only at an https address, or on this machine (localhost)."
      );
    }
    // The two small files with which Python begins to load: later they come from the browser's cache.
    const wanted = [pyodide, new URL("pyodide-lock.json", pyodide)];
    try {
      const answers = await Promise.all(
        wanted.map((url) => fetch(url, { signal: AbortSignal.timeout(15000) })),
      );
      if (answers.every((answer) => answer.ok)) return null;
    } catch {
      // Told below, as a file that is not there.
    }
    return `Python could not be fetched from ${pyodide.host}.`;
  }

  function tell(text) {
    const box = document.createElement("div");
    box.id = "al-no-python";
    box.setAttribute("role", "alertdialog");
    box.setAttribute("aria-labelledby", "al-no-python-title");
    box.setAttribute("aria-describedby", "al-no-python-text");
    box.innerHTML = `
      <style>
        #al-no-python { position: fixed; inset: 0; z-index: 100000; display: grid;
          place-items: center; padding: 1rem; background: rgb(20 24 30 / 0.6);
          font: 1rem/1.5 system-ui, sans-serif; }
        #al-no-python > div { max-width: 34rem; padding: 1.5rem 1.75rem; border-radius: 6px;
          background: #fff; color: #1b1f24; }
        #al-no-python h1 { margin: 0 0 0.75rem; font-size: 1.35rem; line-height: 1.25; }
        #al-no-python p { margin: 0 0 1rem; }
        #al-no-python :is(a, button) { display: inline-block; margin: 0 0.75rem 0.5rem 0;
          padding: 0.45rem 0.9rem; border: 1px solid #0b5c8f; border-radius: 4px;
          background: #fff; color: #0b5c8f; font: inherit; text-decoration: none; cursor: pointer; }
        #al-no-python a { background: #0b5c8f; color: #fff; }
        @media (prefers-color-scheme: dark) {
          #al-no-python > div { background: #1e2126; color: #e8e6e1; }
          #al-no-python :is(a, button) { border-color: #84c1ec; background: #1e2126; color: #84c1ec; }
          #al-no-python a { background: #84c1ec; color: #14181e; }
        }
      </style>
      <div>
        <h1 id="al-no-python-title">Python does not run here</h1>
        <p id="al-no-python-text"></p>
        <a>Back to the chapter</a><button type="button">Try again</button
        ><button type="button">Look without running</button>
      </div>`;
    box.querySelector("p").textContent =
      `${text} No cell would ever finish. The pages of the book need none of it, ` +
      "and its README says how to run the notebooks on your own machine.";
    const [again, look] = box.querySelectorAll("button");
    const back = box.querySelector("a");
    const name = (new URLSearchParams(location.search).get("path") || "").match(/([\w-]+)\.ipynb$/);
    back.href = new URL(`../../${name ? name[1] : "index"}.html`, location.href);
    again.addEventListener("click", () => location.reload());
    look.addEventListener("click", () => box.remove());
    document.body.append(box);
    back.focus();
  }

  obstacle().then((text) => text && tell(text));
})();
