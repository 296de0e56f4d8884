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
  Object.assign(box, { frame, view: element('div', 'view'), room: element('div', 'room'), offset: [0, 0], zoom: 0 });
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
  box.room.append(box.canvas);
  box.view.append(box.room);
  frame.append(box.view, zoomElement(root, block, box), box.lens);
  followScrolling(box);
  followZoom(root, block, box);
  followPinch(root, block, box);
  return frame;
};

// ---- what is looked at, selected, typed over ----

const squareUnder = (root, id, event) => {
  const box = boxOf(root, id);
  const { text } = blockOf(root, id);
  const edge = box.canvas.getBoundingClientRect();
  const [x, y] = [event.clientX - edge.left, event.clientY - edge.top];
  if (x < box.left || y < box.top + box.shift) return null; // words
  const i = Math.floor((y + box.offset[1] - box.top) / box.square);
  const j = Math.floor((x + box.offset[0] - box.left) / box.square);
  return text[i]?.[j] === undefined ? null : [id, i, j];
};

const showLens = (root, id, event) => {
  const place = squareUnder(root, id, event);
  const [box, block] = [boxOf(root, id), blockOf(root, id)];
  box.lens.hidden = !place;
  if (!place) return;
  const [, i, j] = place;
  box.lens.replaceChildren(lensTable(block, i, j));
  const [x, y] = squareAt(box, i + 1.5, j + 1.5);
  const left = Math.min(x, Math.max(0, root.clientWidth - box.lens.offsetWidth - 60));
  Object.assign(box.lens.style, { left: `${left}px`, top: `${y}px` });
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
  const input = openEditorIn(root, box.frame, [id, i, j], box.canvas);
  const [x, y] = squareAt(box, i, j);
  Object.assign(input.style, { left: `${x}px`, top: `${y}px` });
};

const canvasKey = (root, id, event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const [box, { text }] = [boxOf(root, id), blockOf(root, id)];
  const [own, i, j] = root._selected?.[0] === id ? root._selected : [id, 0, 0];
  const step = STEPS[event.key];
  const ends = { Home: [i, 0], End: [i, text[0].length - 1] };
  if (event.key === 'Enter') editSquare(root, [own, i, j]);
  else if (event.key in ZOOMING) ZOOMING[event.key](root, blockOf(root, id), box, squareAt(box, i + 0.5, j + 0.5));
  else if (step || ends[event.key]) {
    const [a, b] = step ? [i + step[0], j + step[1]] : ends[event.key];
    if (text[a]?.[b] !== undefined) {
      reveal(box, a, b);
      selectPlace(root, [id, a, b], true);
    }
  } else return;
  event.preventDefault();
  event.stopPropagation();
};
