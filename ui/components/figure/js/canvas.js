// A large matrix as squares on a canvas: thousands of cells are one element. A lens shows the digits around the pointer,
// words of rows and columns stand beside the square that is looked at.

// What was packed for the way; unpacked once, for the same numbers come with every answer.
const unpack = (root, data) => {
  root._unpacked ??= new Map();
  data.blocks.filter((block) => block.packed).forEach((block) => {
    const known = root._unpacked.get(block.id);
    const fresh = known?.packed === block.packed
      ? known : { packed: block.packed, text: block.packed.split('\n').map((row) => row.split('\t')) };
    root._unpacked.set(block.id, fresh);
    block.text = fresh.text;
  });
};

const numberOf = (text) => Number(text.replace('−', '-'));

const heats = (text) => {
  const values = text.map((row) => row.map(numberOf).map((x) => (Number.isFinite(x) && Math.abs(x) < 1e8 ? x : 0)));
  const most = values.reduce((top, row) => row.reduce((a, x) => Math.max(a, Math.abs(x)), top), 0);
  return values.map((row) => row.map((x) => (most ? x / most : 0)));
};

const canvasElement = (root, block, box) => {
  const frame = element('div', 'canvas');
  box.canvas = element('canvas', '');
  box.canvas.tabIndex = block.still ? -1 : 0;
  box.canvas.setAttribute('role', 'img');
  box.lens = lensElement();
  box.outlines = [];
  box.redraw = () => drawCanvas(root, blockOf(root, block.id), box);
  if (!block.still) {
    box.canvas.onclick = (event) => canvasClicked(root, block.id, event);
    box.canvas.ondblclick = (event) => canvasDoubleClicked(root, block.id, event);
    box.canvas.onkeydown = (event) => canvasKey(root, block.id, event);
  }
  box.canvas.onpointermove = (event) => showLens(root, block.id, event);
  box.canvas.onpointerleave = () => { box.lens.hidden = true; };
  frame.append(box.canvas, box.lens);
  followScrolling(root, box, frame);
  return frame;
};

// ---- sizes ----

// Squares as large as lets every line of the formula fit on the page, and the matrix on the screen.
const squareOf = (root) => {
  const lines = new Map();
  root._data.blocks.forEach((block) => {
    const line = lines.get(block.row) ?? [0, 0];
    lines.set(block.row, [line[0] + block.text[0].length, line[1] + 1]);
  });
  const phone = root.clientWidth < PHONE;
  const widths = [...lines.values()].map(([columns, count]) => (root.clientWidth - count * 100) / columns);
  const single = Math.min(...root._data.blocks.map((block) => (root.clientWidth - 80) / block.text[0].length));
  const rows = Math.max(...root._data.blocks.map((block) => block.text.length));
  const most = Math.min(SQUARE.most, (0.75 * innerHeight) / rows);
  return Math.max(phone ? 3 : 5, Math.floor(Math.min(most, phone ? single : Math.min(...widths))));
};

const fitCanvases = (root) => {
  const square = squareOf(root);
  root._data.blocks.forEach((block) => {
    const box = boxOf(root, block.id);
    if (!box.canvas) return;
    box.square = square;
    box.left = block.row_labels.length ? 58 : 0;
    box.top = block.column_labels.length ? 50 : 0;
    const scale = devicePixelRatio || 1;
    const [width, height] = [box.left + square * block.text[0].length, box.top + square * block.text.length];
    Object.assign(box.canvas, { width: width * scale, height: height * scale });
    Object.assign(box.canvas.style, { width: `${width}px`, height: `${height}px` });
    drawCanvas(root, block, box);
  });
};

// ---- drawing ----

// A colour of the theme, as a canvas understands it.
const colour = (box, name) => {
  box.canvas.style.color = `var(${name})`;
  return getComputedStyle(box.canvas).color;
};

const drawSquares = (pen, block, box) => {
  const { square } = box;
  const colours = { cell: colour(box, '--cell'), plus: colour(box, '--hue'), minus: colour(box, '--minus') };
  const size = square > 7 ? square - 1 : square - 0.5;
  const at = (i, j) => [box.left + j * square, box.top + i * square, size, size];
  box.heat.forEach((row, i) => row.forEach((heat, j) => {
    pen.globalAlpha = 1;
    pen.fillStyle = colours.cell;
    pen.fillRect(...at(i, j));
    if (block.mask[i]?.[j] === '1' || !heat) return;
    pen.globalAlpha = 0.88 * Math.abs(heat);
    pen.fillStyle = heat > 0 ? colours.plus : colours.minus;
    pen.fillRect(...at(i, j));
  }));
  pen.globalAlpha = 1;
  if (block.mask.length) drawMask(pen, block, box, at);
};

const drawMask = (pen, block, box, at) => {
  pen.strokeStyle = colour(box, '--muted');
  pen.globalAlpha = 0.5;
  pen.beginPath();
  block.mask.forEach((row, i) => [...row].forEach((bit, j) => {
    if (bit !== '1') return;
    const [x, y, side] = at(i, j);
    pen.moveTo(x, y + side);
    pen.lineTo(x + side, y);
  }));
  pen.stroke();
  pen.globalAlpha = 1;
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
    const [x, y] = [box.left + left * box.square, box.top + top * box.square];
    pen.strokeRect(x - 1, y - 1, (right - left + 1) * box.square + 1, (bottom - top + 1) * box.square + 1);
  });
  pen.setLineDash([]);
};

// The squares are drawn once for the same numbers, size and colours; what is selected is laid over them.
const squaresOf = (block, box) => {
  const said = [box.square, box.left, box.top, devicePixelRatio, colour(box, '--cell'), colour(box, '--hue')].join();
  if (box.drawn?.said === said && box.drawn.heat === box.heat) return box.drawn.image;
  const image = document.createElement('canvas');
  Object.assign(image, { width: box.canvas.width, height: box.canvas.height });
  const pen = image.getContext('2d');
  pen.scale(devicePixelRatio || 1, devicePixelRatio || 1);
  drawSquares(pen, block, box);
  box.drawn = { said, image, heat: box.heat };
  return image;
};

const drawCanvas = (root, block, box) => {
  if (!box.square || !block) return;
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

// ---- what is looked at, selected, typed over ----

const squareUnder = (root, id, event) => {
  const box = boxOf(root, id);
  const { text } = blockOf(root, id);
  const edge = box.canvas.getBoundingClientRect();
  const [x, y] = [event.clientX - edge.left - box.shift[0], event.clientY - edge.top - box.shift[1]];
  if (x < box.left || y < box.top) return null; // words
  const i = Math.floor((event.clientY - edge.top - box.top) / box.square);
  const j = Math.floor((event.clientX - edge.left - box.left) / box.square);
  return text[i]?.[j] === undefined ? null : [id, i, j];
};

const showLens = (root, id, event) => {
  const place = squareUnder(root, id, event);
  const [box, block] = [boxOf(root, id), blockOf(root, id)];
  box.lens.hidden = !place;
  if (!place) return;
  const [, i, j] = place;
  box.lens.replaceChildren(lensTable(block, i, j));
  const left = Math.min(box.left + (j + 1.5) * box.square, Math.max(0, root.clientWidth - box.lens.offsetWidth - 60));
  Object.assign(box.lens.style, { left: `${left}px`, top: `${box.top + (i + 1.5) * box.square}px` });
};

const canvasClicked = (root, id, event) => {
  const place = squareUnder(root, id, event);
  if (place) selectPlace(root, place, false);
};

const canvasDoubleClicked = (root, id, event) => {
  const place = squareUnder(root, id, event);
  if (place) editSquare(root, place);
};

const editSquare = (root, [id, i, j]) => {
  const box = boxOf(root, id);
  if (!blockOf(root, id).editable) return;
  const input = openEditorIn(root, box.canvas.parentElement, [id, i, j], box.canvas);
  Object.assign(input.style, { left: `${box.left + j * box.square}px`, top: `${box.top + i * box.square}px` });
};

const canvasKey = (root, id, event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const { text } = blockOf(root, id);
  const [own, i, j] = root._selected?.[0] === id ? root._selected : [id, 0, 0];
  const step = STEPS[event.key];
  const ends = { Home: [i, 0], End: [i, text[0].length - 1] };
  if (event.key === 'Enter') editSquare(root, [own, i, j]);
  else if (step || ends[event.key]) {
    const [a, b] = step ? [i + step[0], j + step[1]] : ends[event.key];
    if (text[a]?.[b] !== undefined) selectPlace(root, [id, a, b], true);
  } else return;
  event.preventDefault();
  event.stopPropagation();
};
