// Numbers, heat, hatching and marks onto the cells that are there. A block that stayed as it was is left alone.

const widest = (block) => {
  const most = Math.max(0, ...block.text.flat().map(decimals));
  const points = (text) => text.length - 0.5 * (text.split('.').length - 1) + missing(text, most);
  return block.text.flat().reduce((wide, text) => Math.max(wide, points(text)), 1);
};

// Matrices that stand over each other share their columns, so their cells are as wide as the widest of them needs.
const widestBelow = (data, block) => Math.max(0, ...data.blocks
  .filter((other) => other.mode !== 'canvas' && other.column === block.column && other.text[0]?.length === block.text[0]?.length)
  .map(widest));

// Points stand under each other: what has fewer decimals ends earlier.
const decimals = (text) => (text.includes('.') ? text.length - text.indexOf('.') - 1 : 0);
const missing = (text, most) => (most && /\d/.test(text) ? most - decimals(text) + (text.includes('.') ? 0 : 0.5) : 0);

const setText = (node, text) => {
  if (node && node.textContent !== text) node.textContent = text;
};

const paintLabels = (box, block) => {
  const put = (th, text) => {
    setText(th?.firstChild, text);
    if (th) th.title = text;
  };
  block.row_labels.forEach((text, i) => put(box.rowHeads[i], text));
  block.column_labels.forEach((text, j) => put(box.columnHeads[j], text));
  block.sums.forEach((text, i) => setText(box.sums[i], text));
};

const spoken = (block, i, j) => `${block.label}, ${block.row_labels[i] || i + 1}, ${block.column_labels[j] || j + 1}`;

const marked = (mark, labels) => (mark && labels[mark] ? `: ${labels[mark]}` : '');

// What is kept, into a cell: also what another window has changed. Not where something is being typed, or was, back to what
// stood there before: the answer to what was typed in between would take it away again.
const paintKept = (td, text, known) => {
  const input = td.firstChild;
  const unchanged = input.value === td._kept;
  if (unchanged && !known && !input.readOnly) return;
  if (input.readOnly || (unchanged && !isUnsent(td) && !isFocused(input))) {
    input.value = text;
    td._sent = text;
  }
  td._kept = text;
};

const paintEntry = (td, block, i, j, labels, _most, known) => {
  const mark = block.marks[i]?.[j] ?? '';
  const [input, svg] = td.children;
  td.className = `entry ${mark}`;
  svg.firstChild.setAttribute('d', ICONS[mark] ?? '');
  input.readOnly = block.locked || mark === 'given';
  paintKept(td, block.text[i][j], known);
  input.tabIndex = block.locked && (i || j) ? -1 : 0; // what is locked is read with the arrows: one tab stop
  input.setAttribute('aria-label', spoken(block, i, j) + marked(mark, labels));
  input.setAttribute('aria-invalid', String(INVALID.has(mark)));
};

const paintUsable = (td, usable) => {
  td.classList.toggle('unusable', !usable);
  td.setAttribute('aria-invalid', String(!usable));
};

const paintReading = (td, block, i, j, labels, most) => {
  const level = block.level[i]?.[j] ?? 0;
  const mark = block.marks[i]?.[j] ?? '';
  td.classList.toggle('positive', level > 0);
  td.classList.toggle('negative', level < 0);
  td.classList.toggle('masked', Boolean(block.mask[i]?.[j]));
  td.classList.toggle('differs', mark === 'differs');
  if (block.editable) paintUsable(td, mark !== 'unreadable');
  td.style.setProperty('--heat', Math.abs(level));
  setText(td.firstChild, block.text[i][j]);
  td.firstChild.style.paddingRight = `${missing(block.text[i][j], most)}ch`;
  const words = `${spoken(block, i, j)}: ${block.text[i][j]}${marked(mark, labels)}`;
  if (block.mode === 'map') td.title = words;
  if (!block.still) td.setAttribute('aria-label', words);
};

const RESTORING = 10000; // after that it was not heard

const entriesOf = (root, id) => boxOf(root, id).cells.flat().filter((td) => td.matches('.entry'));

const restored = (root, id) => {
  if (root._restoring !== id) return;
  root._restoring = null;
  const typedMeanwhile = entriesOf(root, id).some(isUnsent);
  if (typedMeanwhile) root._draft ??= setTimeout(() => sendDraft(root), PAUSE);
};

// What was typed into the matrix and is not kept yet goes with it; what was typed into others stays, and is sent.
const putBack = (root, id) => {
  root._restoring = id;
  letGoOfBlock(root, id);
  setTimeout(() => restored(root, id), RESTORING);
  entriesOf(root, id).forEach((td) => {
    td.firstChild.blur();
    td.firstChild.value = td._kept;
    td._sent = td._kept;
  });
  root._trigger('put_back', id);
};

const restoreElement = (root, block) => {
  const made = button('restore', '↺', () => putBack(root, block.id));
  made.title = word(root, 'put_back', { name: block.label });
  made.setAttribute('aria-label', made.title);
  return made;
};

// It comes with the first change and goes with the last: the figure, in which more may have been typed meanwhile, stays.
const paintRestore = (root, block, caption) => {
  const there = caption.querySelector('.restore');
  if (there && !block.restorable) there.remove();
  if (!there && block.restorable) caption.append(restoreElement(root, block));
};

const paintBlock = (root, block, labels, column) => {
  const box = boxOf(root, block.id);
  const known = knowsAll(root) || (root._restoring === block.id && !block.restorable);
  paintRestore(root, block, box.element.firstChild);
  if (box.canvas) {
    paintCanvas(root, block, box);
    return;
  }
  const width = widest(block);
  const most = Math.max(0, ...block.text.flat().map(decimals));
  box.element.style.setProperty('--digits', `${width}ch`);
  box.element.style.setProperty('--column', `${column}ch`);
  box.element.style.setProperty('--entry', `${Math.max(width, block.digits + 2)}ch`);
  paintLabels(box, block);
  const paintCell = block.entry ? paintEntry : paintReading;
  box.cells.forEach((row, i) => row.forEach((td, j) => paintCell(td, block, i, j, labels, most, known)));
  if (!block.restorable) restored(root, block.id);
};

const paint = (root, data) => data.blocks.forEach((block) => {
  const column = block.packed ? 0 : widestBelow(data, block);
  const now = column + (block.entry ? `${knowsAll(root)}` : '') + JSON.stringify(block.packed ? { ...block, text: [] } : block);
  if (root._painted.get(block.id) === now) return;
  root._painted.set(block.id, now);
  paintBlock(root, block, data.labels, column);
});
