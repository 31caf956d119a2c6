// Cards of people, organizations and terms: shown while their link is pointed at or has the focus.
// The pointer may move onto a card; Escape hides it. A first tap shows it, a second follows the
// link.
(function () {
  "use strict";

  const WAIT = 250; // milliseconds to move from the link to its card
  let shown = null;
  let touched = null;
  let timer = 0;

  const linkOf = (event) => event.target.closest && event.target.closest("a[aria-describedby^='card-']");
  const cardOf = (link) => document.getElementById(link.getAttribute("aria-describedby"));

  function show(link) {
    clearTimeout(timer);
    if (shown === link) return;
    hide();
    shown = link;
    const card = cardOf(link);
    card.hidden = false;
    const within = card.offsetParent.getBoundingClientRect();
    const line = [...link.getClientRects()].pop();
    const room = document.documentElement.clientWidth - card.offsetWidth - 8;
    const above = line.bottom + card.offsetHeight + 8 > innerHeight && line.top > card.offsetHeight + 8;
    const top = above ? link.getClientRects()[0].top - card.offsetHeight : line.bottom;
    card.style.left = `${Math.max(8, Math.min(line.left, room)) - within.left}px`;
    card.style.top = `${top - within.top}px`;
  }

  function hide() {
    clearTimeout(timer);
    if (shown) cardOf(shown).hidden = true;
    shown = null;
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(hide, WAIT);
  }

  const inCard = (event) => shown && cardOf(shown).contains(event.target);

  document.addEventListener("pointerover", function (event) {
    if (event.pointerType === "touch") return;
    if (linkOf(event)) show(linkOf(event));
    else if (inCard(event)) clearTimeout(timer);
    else if (shown && shown !== document.activeElement) later();
  });
  document.addEventListener("pointerdown", function (event) {
    touched = event.pointerType === "touch" && linkOf(event) !== shown ? linkOf(event) : null;
    if (!linkOf(event) && !inCard(event)) hide();
  });
  document.addEventListener("click", function (event) {
    if (!touched || linkOf(event) !== touched) return;
    event.preventDefault();
    event.stopPropagation();
    show(touched);
    touched = null;
  }, true);
  document.addEventListener("focusin", (event) => linkOf(event) && show(linkOf(event)));
  document.addEventListener("focusout", (event) => linkOf(event) && !touched && later());
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape" || !shown) return;
    hide();
    event.stopImmediatePropagation(); // reading.js would unmark the person as well
  }, true);
})();
