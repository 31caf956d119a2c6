// Takes out of stylesheets, in place, the rules that no page of a site can match.
// Usage: node purge.js SITE STYLESHEET...
"use strict";

const { writeFileSync } = require("node:fs");
const { PurgeCSS } = require("purgecss");

const [site, ...stylesheets] = process.argv.slice(2);

async function purge() {
  const found = await new PurgeCSS().purge({
    // The scripts too: some of what the pages show is theirs.
    content: [`${site}/*.html`, `${site}/_static/*.js`, `${site}/_static/scripts/*.js`],
    css: stylesheets,
    dynamicAttributes: ["data-theme", "data-mode", "open", "aria-expanded", "aria-pressed", "hidden", "disabled"],
  });
  for (const { file, css } of found) writeFileSync(file, css);
}

purge().catch(function (error) {
  console.error(error);
  process.exit(1);
});
