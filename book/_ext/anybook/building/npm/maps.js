// Writes the outlines of plotly's maps as scripts, one for each map.
// Usage: node maps.js FOLDER
"use strict";

const { writeFileSync } = require("node:fs");
const { join } = require("node:path");
globalThis.window = globalThis;
const assets = require("plotly.js/dist/plotly-geo-assets.js");

const start = "((window.PlotlyGeoAssets ??= {}).topojson ??= {})";
for (const [name, outlines] of Object.entries((assets.topojson ? assets : globalThis.PlotlyGeoAssets).topojson)) {
  const text = `${start}[${JSON.stringify(name)}] = ${JSON.stringify(outlines)};\n`;
  writeFileSync(join(process.argv[2], `${name}.js`), text);
}
