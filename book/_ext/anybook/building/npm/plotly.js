// The part of plotly.js that the book's figures use: scatter and bar, words and shapes on the chart,
// labels on hover, and the legend of a picture that is downloaded. The order of the components is
// that of plotly's own src/core.js.
"use strict";

require("plotly.js/build/plotcss");
const registry = require("plotly.js/src/registry");
const { hover, unhover } = require("plotly.js/src/components/fx");

exports.version = require("plotly.js/src/version").version;
exports.Fx = { hover, unhover };
for (const [name, fn] of Object.entries(require("plotly.js/src/plot_api"))) {
  if (!name.startsWith("_")) exports[name] = fn;
  registry.register({ moduleType: "apiMethod", name, fn });
}
registry.register([
  require("plotly.js/src/traces/scatter"),
  require("plotly.js/src/traces/bar"),
  require("plotly.js/src/components/annotations"),
  require("plotly.js/src/components/shapes"),
  require("plotly.js/src/components/colorscale"),
  require("plotly.js/src/components/legend"),
  require("plotly.js/src/components/fx"),
  require("plotly.js/src/components/modebar"),
  require("plotly.js/src/locale-en"),
  require("plotly.js/src/locale-en-us"),
]);
