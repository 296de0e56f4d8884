// What depends on the width: the worked line beside or below, signs level with their matrices, folding, map squares.

const BESIDE = 250; // pixels free to the right of the matrices
const TALL = 130;
const SQUARE = { most: 25, least: 6, labelled: 12 };

const fitMaps = (root) => root._data.blocks.filter((block) => block.mode === 'map').forEach((block) => {
  const { element: box, rowHeads } = boxOf(root, block.id);
  const labels = rowHeads.reduce((most, th) => Math.max(most, th.offsetWidth), 0);
  const room = Math.floor((root.clientWidth - labels - 8) / block.text[0].length) - 1;
  const square = Math.max(SQUARE.least, Math.min(SQUARE.most, room));
  box.style.setProperty('--square', `${square}px`);
  box.classList.toggle('tiny', square < SQUARE.labelled);
});

const fitSigns = (root) => root.querySelectorAll('.sign').forEach((sign) => {
  const heights = root._data.blocks.filter((block) => block.row === +sign.dataset.row)
    .map((block) => boxOf(root, block.id).element.querySelector('tbody').offsetHeight);
  sign.style.height = `${Math.max(32, ...heights)}px`;
});

// A table that scrolls must be reachable by keyboard even if none of its cells is.
const fitScrolling = (root) => root.querySelectorAll('.still .scroll').forEach((scroll) => {
  const hidden = root.classList.contains('narrow') ? scroll.scrollWidth - scroll.clientWidth : 0;
  scroll.removeAttribute('tabindex');
  if (hidden > 4) scroll.tabIndex = 0; // the gaps around a table stand over by as much
});

const fit = (root) => {
  const stage = root.querySelector('.stage');
  if (!stage || !root.clientWidth) return;
  root.classList.remove('narrow', 'beside');
  fitMaps(root);
  fitSigns(root);
  const free = root.clientWidth - stage.scrollWidth;
  root.classList.toggle('beside', free >= BESIDE && stage.offsetHeight > TALL);
  root.classList.toggle('narrow', free < 0);
  fitScrolling(root);
};

const watchWidth = (root) => {
  let width = root.clientWidth;
  root._observer = new ResizeObserver(() => {
    if (root.clientWidth === width) return;
    width = root.clientWidth;
    fit(root);
  });
  root._observer.observe(root);
};
