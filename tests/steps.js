// What a reader does on a page, in any engine; says what did not come of it.
async () => {
  const faults = [];
  const all = (selector) => [...document.querySelectorAll(selector)];
  const shown = (element) =>
    Boolean(element) &&
    element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
    element.getBoundingClientRect().right > 0;
  const asked = (name) => new URLSearchParams(location.search).get(name);

  async function until(what, test) {
    const end = performance.now() + 30000;
    while (!test()) {
      if (performance.now() > end) return void faults.push(what);
      await new Promise((again) => setTimeout(again, 50));
    }
  }

  const figures = all("figure.al-figure");
  for (const figure of figures) {
    const box = figure.querySelector(".al-box");
    box.scrollIntoView({ block: "center" });
    box.dispatchEvent(new PointerEvent("pointerenter"));
    const live = () => figure.querySelector(".al-plot[data-drawn] .main-svg");
    await until(`${figure.id} does not come alive`, live);
  }

  const bar = document.querySelector(".al-reading");
  const earlier = bar && bar.querySelector("[name=on]:not(:checked)");
  if (earlier) {
    earlier.click();
    await until("the reading date is not chosen", () => asked("on") === earlier.value);
  }
  const person = bar && bar.querySelector("#al-people option");
  if (person) {
    const field = bar.querySelector("[name=person]");
    field.value = person.value;
    for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
    await until("the person is not chosen", () => asked("person") !== null);
  }

  const table = document.querySelector("details.al-data");
  if (table) {
    table.querySelector("summary").click();
    await until("the table does not open", () => shown(table.querySelector("tbody tr")));
  }

  const search = document.querySelector("#search-results");
  if (search) await until("the search finds nothing", () => search.querySelector("li a"));

  const link = document.querySelector(".bd-sidebar-primary nav a");
  const menu = document.querySelector(".bd-header-article button.primary-toggle");
  const before = shown(link);
  menu.click();
  await until("the menu does not open or close", () => shown(link) !== before);
  return { figures: figures.length, faults };
};
