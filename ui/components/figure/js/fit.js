// What depends on the width: the worked line beside or below, signs level with their matrices, map squares, and what
// becomes of matrices that do not fit: smaller cells, then a line that wraps; a product, and all on a phone, folds.

const BESIDE = 250; // pixels free to the right of the matrices
const PHONE = 560;
const SQUARE = { most: 25, least: 6, labelled: 12 };

const fitMaps = (root) => root._data.blocks.filter((block) => block.mode === 'map').forEach((block) => {
  const { element: box, rowHeads } = boxOf(root, block.id);
  const labels = rowHeads.reduce((most, th) => Math.max(most, th.offsetWidth), 0);
  const room = Math.floor((root.clientWidth - labels - 8) / block.text[0].length) - 1;
  const square = Math.max(SQUARE.least, Math.min(SQUARE.most, room));
  box.style.setProperty('--square', `${square}px`);
  box.classList.toggle('tiny', square < SQUARE.labelled);
});

// In a line lower matrices and the signs stand level with the middle of the highest.
const fitSigns = (root) => root.querySelectorAll('.sign').forEach((sign) => {
  const boxes = root._data.blocks.filter((block) => block.row === +sign.dataset.row)
    .map((block) => boxOf(root, block.id).element);
  const heights = boxes.map((box) => (
    Math.min(box.querySelector('tbody, canvas').offsetHeight, box.querySelector('.scroll').clientHeight)
  ));
  const most = Math.max(32, ...heights);
  sign.style.height = `${most}px`;
  boxes.forEach((box, n) => { box.style.marginBottom = `${(most - heights[n]) / 2}px`; });
});

// A table that scrolls must be reachable by keyboard even if none of its cells is.
const fitScrolling = (root) => root.querySelectorAll('.scroll').forEach((scroll) => {
  const beside = root.classList.contains('narrow') ? scroll.scrollWidth - scroll.clientWidth : 0;
  const hidden = Math.max(beside, scroll.closest('.tall') ? scroll.scrollHeight - scroll.clientHeight : 0);
  scroll.removeAttribute('tabindex');
  // the gaps around a table stand over by as much
  if (hidden > 4 && !reachable(scroll)) scroll.tabIndex = 0;
});

// Whether the Tab key comes to a cell that is shown: of a folded operand only one row is.
const reachable = (scroll) => [...scroll.querySelectorAll('[tabindex="0"], input')].some((one) => one.offsetParent);

const fit = (root) => {
  const stage = root.querySelector('.stage');
  root._width = root.clientWidth;
  if (!stage || !root._width) return;
  root.classList.remove('narrow', 'beside', 'compact', 'wrapped');
  fitMaps(root);
  if (root._data.blocks.some((block) => block.packed)) fitCanvases(root);
  fitSigns(root);
  // every look at a width after a change makes the browser lay the page out again, so no more are taken than needed
  const free = () => root.clientWidth - stage.scrollWidth;
  const room = free();
  if (room >= BESIDE) root.classList.add('beside');
  else if (room < 0) crowd(root, free);
  fitScrolling(root);
};

// Matrices that do not fit: smaller cells, and where that is not enough, lines that wrap or one column.
const crowd = (root, free) => {
  const phone = root.clientWidth < PHONE;
  root.classList.toggle('compact', !phone);
  if (phone || free() < 0) root.classList.add(!phone && root._data.signs.length ? 'wrapped' : 'narrow');
};

const watchWidth = (root) => {
  root._observer = new ResizeObserver(() => {
    if (root.clientWidth !== root._width) fit(root);
  });
  root._observer.observe(root);
};
