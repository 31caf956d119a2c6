// Visits pages in Firefox over WebDriver BiDi: `node firefox.mjs PROGRAM`; the rest comes as JSON on
// the standard input, and what was met goes out as JSON.
import { text } from "node:stream/consumers";
import puppeteer from "puppeteer-core";

const { addresses, steps, listen } = JSON.parse(await text(process.stdin));
const browser = await puppeteer.launch({
  browser: "firefox",
  executablePath: process.argv[2],
  headless: true,
  defaultViewport: { width: 1280, height: 900 },
});
const met = [];
try {
  for (const address of addresses) {
    const page = await browser.newPage();
    const faults = [];
    page.on("console", (message) => {
      if (["error", "warn"].includes(message.type())) faults.push(message.text());
    });
    page.on("pageerror", (error) => faults.push(String(error)));
    await page.evaluateOnNewDocument(listen);
    await page.goto(address);
    const found = await page.evaluate(`(${steps})()`);
    faults.push(...found.faults, ...(await page.evaluate("window.alFaults")));
    met.push({ address, figures: found.figures, faults });
    await page.close();
  }
} finally {
  await browser.close();
}
console.log(JSON.stringify(met));
