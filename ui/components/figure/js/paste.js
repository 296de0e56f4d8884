// A pasted table goes into a matrix: whole, or as much as fits where that is wanted. What stood before can be put back.

const word = (root, key, values = {}) => (root._data.labels[key] ?? '').replace(/\{(\w+)\}/g, (_, name) => values[name]);

const say = (root, text, choices = []) => {
  root.querySelector('.notice').textContent = text;
  root.querySelector('.choices').replaceChildren(...choices.map(([label, act]) => button('choice', label, act)));
  // it stands below all matrices, which may be many
  if (text) root.querySelector('.choices').scrollIntoView({ behavior: motion(), block: 'center' });
};

const shapeOf = (rows) => `${rows.length}×${Math.max(...rows.map((row) => row.length))}`;

const fits = (root, id, rows, i, j) => rows.every((row, a) => row.every((_, b) => cellOf(root, id, i + a, j + b)));

const undo = (root) => {
  root._before?.forEach(([input, text]) => { input.value = text; });
  root._before = null;
  typed(root);
};

const put = (root, id, rows, i, j) => {
  const before = [];
  rows.forEach((row, a) => row.forEach((text, b) => {
    const input = cellOf(root, id, i + a, j + b)?.firstChild;
    if (!input || input.readOnly) return;
    before.push([input, input.value]);
    input.value = text;
  }));
  typed(root);
  root._before = before;
  say(root, fits(root, id, rows, i, j) ? '' : word(root, 'cropped'), [[word(root, 'undo'), () => undo(root)]]);
};

// A table of the matrix' own size goes where the matrix begins, wherever the caret stands. Where a figure is full of
// numbers already, another size is asked about, so that old and new ones are not mixed without a word.
const place = (root, [id, i, j], rows) => {
  const { cells } = boxOf(root, id);
  const whole = rows.length === cells.length && rows.every((row, k) => row.length === cells[k].length);
  if (whole) put(root, id, rows, 0, 0);
  else if (!root._data.whole) put(root, id, rows, i, j);
  else {
    const [down, right] = fits(root, id, rows, i, j) ? [i, j] : [0, 0];
    const said = { name: blockOf(root, id).label, want: shapeOf(cells), got: shapeOf(rows) };
    say(root, word(root, 'other_shape', said), [
      [word(root, 'resize', said), () => root._trigger('resized', { [id]: rows })],
      [word(root, 'fits'), () => put(root, id, rows, down, right)],
      [word(root, 'leave'), () => say(root, '')],
    ]);
  }
};

// The window knows what it has asked the server to read: the figure may be closed before the answer is there, and takes
// it when it is opened again.
const asked = () => (globalThis.stepwise ??= { waiting: new Set() });

const pasted = (root, event) => {
  const td = cellUnder(event);
  if (!td?.classList.contains('entry')) return;
  const text = event.clipboardData.getData('text/plain');
  if (isSingle(text)) return;
  event.preventDefault();
  const rows = simpleTable(text);
  if (rows) {
    place(root, placeOf(td), rows);
    return;
  }
  const [block, i, j] = placeOf(td);
  const n = Date.now();
  asked().paste = n;
  root._trigger('pasted', { n, block, i, j, text });
};

// What the server made of the text that was sent to it last.
const arrived = (root, answer) => {
  if (!answer || answer.n !== asked().paste) return;
  asked().paste = null;
  if (!boxOf(root, answer.block)) return;
  const here = [answer.block, answer.i, answer.j];
  if (answer.rows.length) {
    place(root, here, answer.rows);
    return;
  }
  const choices = answer.offers.map(([label, rows]) => [label, () => place(root, here, rows)]);
  say(root, answer.said, choices.length ? [...choices, [word(root, 'leave'), () => say(root, '')]] : []);
};
