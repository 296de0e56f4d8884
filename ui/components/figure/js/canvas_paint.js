// The squares of a canvas, what is outlined on them, and what it says of itself.


// A colour of the theme, as a canvas understands it.
const colour = (box, name) => {
  box.canvas.style.color = `var(${name})`;
  return getComputedStyle(box.canvas).color;
};

// The first row and column in view, and those after the last.
const inView = (block, box) => {
  const { square, offset: [x, y], canvas } = box;
  const until = (pixels, count) => Math.min(count, Math.ceil(pixels / square));
  return {
    top: Math.floor(y / square),
    bottom: until(y + canvas.clientHeight - box.top, block.text.length),
    left: Math.floor(x / square),
    right: until(x + canvas.clientWidth - box.left, block.text[0].length),
  };
};

const eachInView = (block, box, act) => {
  const { top, bottom, left, right } = inView(block, box);
  for (let i = top; i < bottom; i += 1) for (let j = left; j < right; j += 1) act(i, j);
};

const drawSquares = (pen, block, box) => {
  const { square } = box;
  const colours = { cell: colour(box, '--cell'), plus: colour(box, '--hue'), minus: colour(box, '--minus') };
  const size = square > 7 ? square - 1 : square - 0.5;
  const digits = square >= DIGITS_FROM;
  const at = (i, j) => [...squareAt(box, i, j), size, size];
  eachInView(block, box, (i, j) => {
    const heat = box.heat[i][j];
    pen.globalAlpha = 1;
    pen.fillStyle = colours.cell;
    pen.fillRect(...at(i, j));
    if (block.mask[i]?.[j] === '1' || !heat) return;
    pen.globalAlpha = (digits ? 0.5 : 0.88) * Math.abs(heat); // letters are read on half of the hue at most
    pen.fillStyle = heat > 0 ? colours.plus : colours.minus;
    pen.fillRect(...at(i, j));
  });
  pen.globalAlpha = 1;
  if (block.mask.length) drawMask(pen, block, box, at);
  if (digits) drawDigits(pen, block, box);
};

const drawMask = (pen, block, box, at) => {
  pen.strokeStyle = colour(box, '--muted');
  pen.globalAlpha = 0.5;
  pen.beginPath();
  eachInView(block, box, (i, j) => {
    if (block.mask[i]?.[j] !== '1') return;
    const [x, y, side] = at(i, j);
    pen.moveTo(x, y + side);
    pen.lineTo(x + side, y);
  });
  pen.stroke();
  pen.globalAlpha = 1;
};

// Two digits after the point, as far as a square has room; the lens and the opened cell have all of them.
const fewDigits = (text) => {
  const x = numberOf(text);
  if (!Number.isFinite(x)) return text;
  const size = Math.abs(x);
  const said = size < 10 ? x.toFixed(2) : size < 1e4 ? x.toFixed(size < 100 ? 1 : 0) : x.toExponential(0);
  return said.replace(/^-(?=[0.]*$)/, '').replaceAll('-', '−');
};

const drawDigits = (pen, block, box) => {
  pen.fillStyle = colour(box, '--ink');
  pen.font = `11px ${box.font}`;
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  eachInView(block, box, (i, j) => {
    pen.fillText(fewDigits(block.text[i][j]), ...squareAt(box, i + 0.5, j + 0.5), box.square - 4);
  });
};

// Whole rows and columns that a cell came from are one frame; the selected cell is drawn last.
const drawOutlines = (pen, box) => {
  const ink = colour(box, '--ink');
  const frames = new Map();
  box.outlines.forEach(({ i, j, kind }) => {
    const [top, left, bottom, right] = frames.get(kind) ?? [i, j, i, j];
    frames.set(kind, [Math.min(top, i), Math.min(left, j), Math.max(bottom, i), Math.max(right, j)]);
  });
  [...frames].sort(([kind]) => (kind === 'selected' ? 1 : -1)).forEach(([kind, [top, left, bottom, right]]) => {
    pen.strokeStyle = ink;
    pen.lineWidth = kind === 'selected' ? 2.5 : 1.5;
    pen.setLineDash(kind === 'second' ? [4, 3] : []);
    const [x, y] = squareAt(box, top, left);
    pen.strokeRect(x - 1, y - 1, (right - left + 1) * box.square + 1, (bottom - top + 1) * box.square + 1);
  });
  pen.setLineDash([]);
};

// The squares are drawn once for the same numbers, place, size and colours; what is selected is laid over them.
const squaresOf = (block, box) => {
  const { canvas, offset, square, left, top } = box;
  const said = [canvas.width, canvas.height, offset, square, left, top, devicePixelRatio, colour(box, '--cell'), colour(box, '--hue')].join();
  if (box.drawn?.said === said && box.drawn.heat === box.heat) return box.drawn.image;
  const image = box.drawn?.image ?? document.createElement('canvas');
  Object.assign(image, { width: canvas.width, height: canvas.height });
  const pen = image.getContext('2d');
  pen.scale(devicePixelRatio || 1, devicePixelRatio || 1);
  drawSquares(pen, block, box);
  box.drawn = { said, image, heat: box.heat };
  return image;
};

const drawCanvas = (root, block, box) => {
  if (!box.square || !block || !box.canvas.width) return;
  box.font = getComputedStyle(root).fontFamily;
  const pen = box.canvas.getContext('2d');
  const scale = devicePixelRatio || 1;
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.clearRect(0, 0, box.canvas.width, box.canvas.height);
  pen.drawImage(squaresOf(block, box), 0, 0);
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  drawOutlines(pen, box);
  drawWords(root, pen, block, box);
  box.canvas.style.color = '';
};

const paintCanvas = (root, block, box) => {
  box.heat = heats(block.text);
  sayCanvas(root, block, box);
  drawCanvas(root, block, box);
};

const sayCanvas = (root, block, box) => {
  const at = box.outlines.find(({ kind }) => kind === 'selected');
  const said = at ? `${spoken(block, at.i, at.j)}: ${block.text[at.i][at.j]}` : `${block.label}, ${block.shape}`;
  box.canvas.setAttribute('aria-label', said);
};
