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
  const { left, top, square, shift, offset: [x, y] } = box;
  const strip = (...area) => { pen.fillStyle = box.colours.paper; pen.fillRect(...area); };
  box.colours = { ink: colour(box, '--ink'), muted: colour(box, '--muted'), paper: colour(box, '--paper') };
  pen.textBaseline = 'middle';
  pen.textAlign = 'right';
  if (x) strip(0, 0, left, box.canvas.height);
  wordsShown(block.row_labels, square, row).forEach(([text, i]) => {
    const at = top + (i + 0.5) * square - y;
    if (at > top) putWord(pen, box, [left - 6, at], 0, [text, i === row], left - 8);
  });
  pen.textAlign = 'left';
  if (y || shift) strip(0, shift, box.canvas.width, top);
  wordsShown(block.column_labels, square, column).forEach(([text, j]) => {
    const at = left + (j + 0.5) * square - x;
    if (at > left) putWord(pen, box, [at, shift + top - 4], -Math.PI / 2, [text, j === column], top - 6);
  });
  if (x || y) strip(0, shift, left, top);
};
