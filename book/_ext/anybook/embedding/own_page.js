// The colours of a figure's own page: those that the reader's system prefers, or the address's
// ?theme=light or ?theme=dark, for a site that has one look alone.
(function () {
  "use strict";

  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const [given] = /^(light|dark)$/.exec(new URLSearchParams(location.search).get("theme")) || [];

  function colour() {
    root.dataset.theme = given || (dark.matches ? "dark" : "light");
  }

  colour();
  dark.addEventListener("change", colour);
})();
