// Tells the reader at once where Python cannot be had: else a cell would wait for it for ever.
(function () {
  "use strict";

  const pyodide = new URL(document.currentScript.dataset.pyodide, document.currentScript.baseURI);

  // What keeps Python from running here; null where nothing does.
  async function obstacle() {
    if (typeof WebAssembly === "undefined") return "browser";
    if (!navigator.serviceWorker && !window.crossOriginIsolated) return "address";
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
    return "host";
  }

  function tell(why) {
    const box = document.createElement("div");
    box.id = "al-no-python";
    box.setAttribute("role", "alertdialog");
    box.setAttribute("aria-labelledby", "al-no-python-title");
    box.setAttribute("aria-describedby", "al-no-python-text");
    box.append(document.getElementById("al-words").content.cloneNode(true));
    for (const text of box.querySelectorAll("p")) {
      if (text.dataset.why !== why) text.remove();
      else text.id = "al-no-python-text";
      text.textContent = text.textContent.replace("{host}", pyodide.host);
    }
    const [again, look] = box.querySelectorAll("button");
    const back = box.querySelector("a");
    const name = (new URLSearchParams(location.search).get("path") || "").match(/([\w-]+)\.ipynb$/);
    back.href = new URL(`../../${name ? name[1] : "index"}.html`, location.href);
    again.addEventListener("click", () => location.reload());
    look.addEventListener("click", () => box.remove());
    document.body.append(box);
    back.focus();
  }

  obstacle().then((why) => why && tell(why));
})();
