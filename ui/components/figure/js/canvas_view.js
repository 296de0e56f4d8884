// How large the squares of a canvas are, and how much of it is seen. A matrix fits the page at first; enlarged, it scrolls
// in the same frame, and only the squares in view are drawn.

const LARGE_SQUARE = 44; // pixels: digits stand in it
const DIGITS_FROM = 36; // pixels of a square that has room for digits
const GAP = 22; // pixels between what stands in a line
const WORDS = 58; // pixels that the words of rows take

// What else stands in each line of the formula, in pixels: words of rows, matrices in digits, signs, the gaps between.
const linesOf = (root) => {
  const lines = new Map();
  const put = (row, columns, pixels) => {
    const [before, taken] = lines.get(row) ?? [0, -GAP];
    lines.set(row, [before + columns, taken + pixels + GAP]);
  };
  root._data.blocks.forEach((block) => {
    const { canvas, element: box } = boxOf(root, block.id);
    if (canvas) put(block.row, block.text[0].length, wordsOf(block));
    else put(block.row, 0, box.offsetWidth);
  });
  root.querySelectorAll('.sign').forEach((sign) => put(+sign.dataset.row, 0, sign.offsetWidth));
  return [...lines.values()].filter(([columns]) => columns);
};

const wordsOf = (block) => (block.row_labels.length ? WORDS : 0);

// Squares as large as lets every line of the formula fit on the page, and the matrix on the screen.
const squareOf = (root) => {
  const phone = root.clientWidth < PHONE;
  const canvases = root._data.blocks.filter((block) => boxOf(root, block.id).canvas);
  const single = Math.min(...canvases.map((block) => (root.clientWidth - 80) / block.text[0].length));
  const widths = linesOf(root).map(([columns, taken]) => (root.clientWidth - taken) / columns);
  const rows = Math.max(...canvases.map((block) => block.text.length));
  const most = Math.min(SQUARE.most, (0.75 * innerHeight) / rows);
  return Math.max(phone ? 3 : 5, Math.floor(Math.min(most, phone ? single : Math.min(...widths))));
};

const fitCanvases = (root) => {
  const square = squareOf(root);
  root._data.blocks.forEach((block) => {
    const box = boxOf(root, block.id);
    if (!box.canvas) return;
    box.fitted = square;
    box.left = wordsOf(block);
    box.top = block.column_labels.length ? 50 : 0;
    const [width, height] = wholeOf(block, box, square);
    Object.assign(box.view.style, { width: `${width}px`, height: `${height}px` });
    resize(root, block, box);
  });
};

const wholeOf = (block, box, square) => [
  box.left + square * block.text[0].length, box.top + square * block.text.length,
];

// The square's size after a zoom, the room it takes, and as much canvas as is in view.
const resize = (root, block, box) => {
  box.square = Math.max(box.fitted, box.zoom);
  const enlarged = box.square > box.fitted;
  box.frame.classList.toggle('enlarged', enlarged);
  box.smaller.disabled = !enlarged;
  box.whole.disabled = !enlarged;
  box.larger.disabled = box.square >= LARGE_SQUARE;
  const [width, height] = wholeOf(block, box, box.square);
  Object.assign(box.room.style, { width: `${width}px`, height: `${height}px` });
  lookAgain(box);
};

const lookAgain = (box) => {
  const scale = devicePixelRatio || 1;
  const [width, height] = [Math.min(box.view.clientWidth, box.room.offsetWidth), Math.min(box.view.clientHeight, box.room.offsetHeight)];
  if (box.canvas.width !== Math.round(width * scale) || box.canvas.height !== Math.round(height * scale)) {
    Object.assign(box.canvas, { width: Math.round(width * scale), height: Math.round(height * scale) });
    Object.assign(box.canvas.style, { width: `${width}px`, height: `${height}px` });
  }
  box.offset = [box.view.scrollLeft, box.view.scrollTop];
  box.shift = shiftOf(box);
  box.redraw();
};

// Where the upper left corner of a square stands on the canvas.
const squareAt = (box, i, j) => [
  box.left + j * box.square - box.offset[0], box.top + i * box.square - box.offset[1],
];

// ---- scrolling ----

const HEADER = 60; // pixels of the page's own bar

// How far below the canvas' edge the words of columns stand, to be in view while the page scrolls.
const shiftOf = (box) => {
  const height = box.canvas.clientHeight;
  const hidden = HEADER - box.canvas.getBoundingClientRect().top;
  return Math.round(Math.max(0, Math.min(hidden, height - box.top - box.square)));
};

const followScrolling = (box) => {
  box.shift = 0;
  let waits = false;
  const moved = () => {
    waits = false;
    if (shiftOf(box) !== box.shift || box.view.scrollLeft !== box.offset[0] || box.view.scrollTop !== box.offset[1]) lookAgain(box);
  };
  const scrolled = () => {
    if (!box.frame.isConnected) document.removeEventListener('scroll', scrolled, true);
    else if (!waits) {
      waits = true;
      requestAnimationFrame(moved);
    }
  };
  document.addEventListener('scroll', scrolled, { capture: true, passive: true });
  box.view.addEventListener('scroll', scrolled, { passive: true });
  new ResizeObserver(() => { if (box.square) lookAgain(box); }).observe(box.view);
};

// A square that the keyboard goes to comes into view.
const reveal = (box, i, j) => {
  const [x, y] = squareAt(box, i, j);
  const into = (from, low, high) => Math.min(0, from - low) + Math.max(0, from + box.square - high);
  box.view.scrollLeft += into(x, box.left, box.canvas.clientWidth);
  box.view.scrollTop += into(y, box.top, box.canvas.clientHeight);
};
