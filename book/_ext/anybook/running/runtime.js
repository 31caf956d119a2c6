// Tells the reader at once if Python cannot be loaded; otherwise a cell would wait for ever. Also
// warns about files kept in this browser, which hide those of the book.
(function () {
  "use strict";

  const pyodide = new URL(document.currentScript.dataset.pyodide, document.currentScript.baseURI);
  // A region that is to be read out has to be there before its text is.
  const bar = document.createElement("div");
  bar.id = "al-own-copies";
  bar.setAttribute("role", "status");
  document.body.append(bar);

  // The reason why Python cannot run here; null if it can.
  async function obstacle() {
    if (typeof WebAssembly === "undefined") return "browser";
    if (!navigator.serviceWorker && !window.crossOriginIsolated) return "address";
    // The two small files that Python loads first; later they come from the browser's cache.
    const wanted = [pyodide, new URL("pyodide-lock.json", pyodide)];
    try {
      const answers = await Promise.all(
        wanted.map((url) => fetch(url, { signal: AbortSignal.timeout(15000) })),
      );
      if (answers.every((answer) => answer.ok)) return null;
    } catch {
      // Reported below, like a missing file.
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
    // Pages lie where the site begins, and those of a further edition in the folder of its notebooks.
    const path = new URLSearchParams(location.search).get("path") || "";
    const name = path.match(/^(?:book\/)?((?:[\w-]+\/)?[\w-]+)\.ipynb$/);
    back.href = new URL(`../../${name ? name[1] : "index"}.html`, location.href);
    again.addEventListener("click", () => location.reload());
    look.addEventListener("click", () => box.remove());
    document.body.append(box);
    back.focus();
  }

  // The files that JupyterLite keeps in this browser; null if there are none.
  async function store(mode) {
    const name = `JupyterLite Storage - ${new URL("..", location.href).pathname}`;
    const known = (await indexedDB.databases?.()) || [];
    if (!known.some((one) => one.name === name)) return null;
    const base = await answer(indexedDB.open(name));
    if (!base.objectStoreNames.contains("files")) return null;
    return base.transaction("files", mode).objectStore("files");
  }

  function answer(request) {
    return new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }

  // The content that a reader sees: for a notebook its cells, without outputs.
  function seen(content) {
    const held = typeof content === "string" ? content : JSON.stringify(content);
    try {
      const { cells } = JSON.parse(held);
      const source = (cell) => [cell.cell_type, [cell.source].flat().join("")];
      return JSON.stringify(cells.map(source));
    } catch {
      return held;
    }
  }

  // The paths of the book's files of which this browser has a different copy.
  async function copies() {
    const kept = await store("readonly");
    const files = kept ? await answer(kept.getAll()) : [];
    const found = await Promise.all(
      files.filter((file) => file.type !== "directory" && file.content !== null).map(async (file) => {
        const own = await fetch(new URL(`../files/${file.path}`, location.href), { cache: "no-cache" });
        return own.ok && seen(await own.text()) !== seen(file.content) ? file.path : null;
      }),
    );
    return found.filter(Boolean).sort();
  }

  function tellOfCopies(paths) {
    bar.append(document.getElementById("al-copies").content.cloneNode(true));
    const text = bar.querySelector("p");
    text.textContent = text.textContent.replace("{files}", paths.join(", "));
    const [take, keep] = bar.querySelectorAll("button");
    take.addEventListener("click", async () => {
      const kept = await store("readwrite");
      await Promise.all(paths.map((path) => answer(kept.delete(path))));
      location.reload();
    });
    keep.addEventListener("click", () => bar.replaceChildren());
  }

  obstacle().then((why) => why && tell(why));
  copies().catch(() => []).then((paths) => {
    if (paths.length) tellOfCopies(paths);
    document.body.dataset.copies = paths.length;
  });
})();
