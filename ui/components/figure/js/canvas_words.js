// The words of rows and columns on a canvas: where there is room for them, and in view while the page scrolls.

const WORD = 12; // pixels that a word needs: of smaller squares not every row has one, but the selected row has

// Which words there is room for: every so many, and always the selected one.
const wordsShown = (labels, square, chosen) => {
  const every = Math.ceil(WORD / square);
  return labels.map((text, k) => [text, k]).filter(([, k]) => k === chosen
    || (k % every === 0 && (chosen === undefined || Math.abs(k - chosen) * square >= WORD)));
};

const drawWord = (pen, box, text, own, room) => {
  pen.fillStyle = own ? box.colours.ink : box.colours.muted;
  pen.font = `${own ? '600 ' : ''}11px ${box.font}`;
  pen.fillText(text, 0, 0, room);
};

const putWord = (pen, box, [x, y], turn, [text, own], room) => {
  pen.save();
  pen.translate(x, y);
  pen.rotate(turn);
  drawWord(pen, box, text, own, room);
  pen.restore();
};

// Words of rows, then of columns, each on a strip of paper that stays in view; the corner belongs to neither.
const drawWords = (root, pen, block, box) => {
  const chosen = box.outlines.find(({ kind }) => kind === 'selected');
  const [row, column] = [chosen?.i ?? box.outlines.find(({ kind }) => kind === 'first')?.i, chosen?.j];
  const [x, y] = box.shift;
  const { left, top, square } = box;
  const strip = (...area) => { pen.fillStyle = box.colours.paper; pen.fillRect(...area); };
  box.font = getComputedStyle(root).fontFamily;
  box.colours = { ink: colour(box, '--ink'), muted: colour(box, '--muted'), paper: colour(box, '--paper') };
  pen.textBaseline = 'middle';
  pen.textAlign = 'right';
  if (x) strip(x, 0, left, box.canvas.height);
  wordsShown(block.row_labels, square, row).forEach(([text, i]) => {
    putWord(pen, box, [x + left - 6, top + (i + 0.5) * square], 0, [text, i === row], left - 8);
  });
  pen.textAlign = 'left';
  if (y) strip(0, y, box.canvas.width, top);
  wordsShown(block.column_labels, square, column).forEach(([text, j]) => {
    putWord(pen, box, [left + (j + 0.5) * square, y + top - 4], -Math.PI / 2, [text, j === column], top - 6);
  });
  if (x) strip(x, y, left, top);
};

// ---- words that stay in view ----

const HEADER = 60; // pixels of the page's own bar

// How far the words are from where they stand when nothing is scrolled.
const shiftOf = (box) => {
  const height = parseFloat(box.canvas.style.height) || 0;
  const hidden = HEADER - box.canvas.getBoundingClientRect().top;
  return [box.canvas.parentElement.scrollLeft, Math.round(Math.max(0, Math.min(hidden, height - box.top - box.square)))];
};

const followScrolling = (root, box, frame) => {
  box.shift = [0, 0];
  let waits = false;
  const moved = () => {
    waits = false;
    const shift = shiftOf(box);
    if (String(shift) === String(box.shift)) return;
    box.shift = shift;
    box.redraw();
  };
  const scrolled = () => {
    if (!frame.isConnected) document.removeEventListener('scroll', scrolled, true);
    else if (!waits) {
      waits = true;
      requestAnimationFrame(moved);
    }
  };
  document.addEventListener('scroll', scrolled, { capture: true, passive: true });
  frame.addEventListener('scroll', scrolled, { passive: true });
};
