// Lays out figures before the book is printed. A figure is never split, so one that does not fit
// would leave the rest of its page empty. As printers do, this moves following blocks into that
// space if they fit. A figure higher than a page is made smaller.
(function () {
  "use strict";

  const page = (251 * 96) / 25.4; // height of a page's content in pixels; see @page
  const least = 90; // pixels of empty space worth filling
  const smallest = 0.8; // the least share of its height to which a picture may shrink to save a page

  // The blocks of a chapter from top to bottom.
  function blocks(parent) {
    return [...parent.children].flatMap((child) => (child.matches("section, [data-open]") ? blocks(child) : [child]));
  }

  const isHeading = (block) => /^H[1-6]$/.test(block.tagName);
  const isFigure = (block) => block.matches("figure.al-figure");

  // Shrinks a figure's picture to give the whole figure a height; returns whether that is allowed.
  function fit(figure, height) {
    const picture = figure.querySelector(".al-still svg");
    const now = picture.getBoundingClientRect().height;
    const then = Math.floor(now - (figure.offsetHeight - height));
    if (then < smallest * now && figure.offsetHeight < page) return false;
    picture.style.maxHeight = `${then}px`;
    return true;
  }

  // The height that a block adds to its page, with the space above it.
  function extents(all) {
    const bottoms = all.map((block) => block.getBoundingClientRect().bottom);
    return all.map((block, i) => ({
      block,
      space: i ? block.getBoundingClientRect().top - bottoms[i - 1] : 0,
      height: block.getBoundingClientRect().height,
    }));
  }

  // Where the next block begins after one at `top`; text may run over several pages.
  function below(top, { block, space, height }) {
    const start = top ? top + space : 0;
    if (start + height <= page) return start + height;
    return isFigure(block) || isHeading(block) ? height : (start + height) % page;
  }

  // How many of the blocks after a figure fit into the space before it.
  function room(queue, top) {
    let count = 0;
    for (let i = 0; i < queue.length && !isFigure(queue[i].block); i++) {
      if (top + queue[i].space + queue[i].height > page) break;
      top += queue[i].space + queue[i].height;
      if (!isHeading(queue[i].block)) count = i + 1;
    }
    return count;
  }

  // A table whose head and first row do not fit starts on a new page, with its title.
  function startTable(block, top, space) {
    const row = block.querySelector("tbody tr");
    if (!row || top + space + row.getBoundingClientRect().bottom - block.getBoundingClientRect().top <= page) return false;
    let first = block;
    while (first.previousElementSibling?.matches("h1, h2, h3, h4, .al-title")) first = first.previousElementSibling;
    first.style.breakBefore = "page";
    return true;
  }

  function arrange(chapter) {
    const queue = extents(blocks(chapter));
    let top = 0;
    while (queue.length) {
      const next = queue.shift();
      const over = top > 0 && top + next.space + next.height > page;
      const rest = page - top - next.space;
      if (over && isFigure(next.block) && fit(next.block, rest - 4)) next.height = rest - 4;
      else if (over && isFigure(next.block) && rest > least && comeForward(queue, top, next)) continue;
      if (startTable(next.block, top, next.space)) top = 0;
      top = below(top, next);
    }
  }

  // Moves blocks that fit to before a figure; returns whether there were any.
  function comeForward(queue, top, figure) {
    const count = room(queue, top);
    if (!count) return false;
    queue[count - 1].block.after(figure.block);
    queue.splice(count, 0, figure);
    return true;
  }

  for (const figure of document.querySelectorAll("figure.al-figure")) {
    if (figure.offsetHeight > page - 4) fit(figure, page - 4);
  }
  document.querySelectorAll(".al-chapter").forEach(arrange);
})();
