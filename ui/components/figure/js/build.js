// The structure of a figure. It is built once for a signature; afterwards cells are only painted.

const captionElement = (root, block) => {
  const line = element('div', 'caption');
  line.append(nameElement(block.name));
  if (block.shape) line.append(element('span', 'shape', block.shape));
  if (block.tag) line.append(element('span', 'tag', block.tag));
  return line;
};

const labelElement = (scope, place, text, hidden) => {
  const th = element('th', hidden ? 'wide-hidden' : '');
  th.scope = scope;
  th.dataset.at = place;
  const word = element('span', '', text);
  word.dataset.text = text;
  th.append(word);
  th.title = text;
  return th;
};

const headRow = (block, box, table) => {
  const row = table.createTHead().insertRow();
  row.className = `keep${block.hide_column_labels ? ' wide-hidden' : ''}`;
  if (block.row_labels.length) {
    const corner = element('td', `nothing keep${block.hide_row_labels ? ' wide-hidden' : ''}`);
    corner.setAttribute('aria-hidden', 'true');
    row.append(corner);
  }
  box.columnHeads = block.column_labels.map((text, j) => {
    const th = labelElement('col', j, text);
    row.append(th);
    return th;
  });
};

const inputElement = () => {
  const input = element('input');
  // the text keyboard: a decimal one has neither minus nor slash
  Object.assign(input, { type: 'text', inputMode: 'text', autocomplete: 'off', spellcheck: false, maxLength: 64 });
  for (const change of ['autocapitalize', 'autocorrect']) input.setAttribute(change, 'off');
  return input;
};

const cellElement = (root, block, i, j) => {
  const td = element('td');
  td.dataset.i = i;
  td.dataset.j = j;
  if (!block.still || block.entry) td.setAttribute('role', 'gridcell'); // what opens nothing is a plain table
  if (block.entry) {
    td.classList.add('entry');
    td.append(inputElement(), icon());
    td.firstChild.value = block.text[i][j];
  } else {
    if (block.editable) {
      td.classList.add('editable');
      td.title = word(root, 'type_over');
    }
    if (!block.still) td.tabIndex = i || j ? -1 : 0;
    td.append(element('span', 'number'));
  }
  return td;
};

const bodyRow = (root, block, box, body, i) => {
  const row = body.insertRow();
  if (block.row_labels.length) {
    box.rowHeads[i] = labelElement('row', i, block.row_labels[i], block.hide_row_labels);
    row.append(box.rowHeads[i]);
  }
  box.cells[i] = block.text[i].map((_, j) => {
    const td = cellElement(root, block, i, j);
    row.append(td);
    return td;
  });
  if (block.sums.length) {
    box.sums[i] = element('td', 'sum');
    row.append(box.sums[i]);
  }
};

const tableElement = (root, block, box) => {
  const table = element('table');
  if (!block.still || block.entry) table.setAttribute('role', 'grid');
  table.setAttribute('aria-label', block.label);
  if (block.editable) table.setAttribute('aria-description', word(root, 'type_over'));
  if (block.column_labels.length) headRow(block, box, table);
  const body = table.createTBody();
  block.text.forEach((_, i) => bodyRow(root, block, box, body, i));
  return table;
};

const TALL = 32; // rows: more of them scroll in a frame of their own

const blockElement = (root, block) => {
  const kinds = [block.role, block.operand ? 'operand' : 'result', block.mode === 'digits' ? '' : block.mode];
  if (block.text[0]?.length > 5) kinds.push('many'); // a phone has room for six columns of smaller digits
  if (block.mode !== 'canvas' && block.text.length > TALL) kinds.push('tall');
  if (block.operand && block.folds) kinds.push('folds');
  if (block.still) kinds.push('still');
  const box = { rowHeads: [], columnHeads: [], cells: [], sums: [] };
  root._boxes.set(block.id, box);
  box.element = element('div', `block ${kinds.filter(Boolean).join(' ')}`);
  box.element.dataset.id = block.id;
  box.element.style.gridArea = `${block.row} / ${block.column}`;
  box.element.style.setProperty('--place', block.row * 100 + block.column);
  const scroll = element('div', 'scroll');
  scroll.append(block.mode === 'canvas' ? canvasElement(root, block, box) : tableElement(root, block, box));
  box.element.append(captionElement(root, block), scroll);
  if (block.mode === 'map') mapLens(root, box);
  return box.element;
};

const signElement = (sign) => {
  const made = element('div', 'sign');
  made.append(nameElement(sign.parts, ''));
  made.style.gridArea = `${sign.row} / ${sign.column}`;
  made.style.setProperty('--place', sign.row * 100 + sign.column);
  made.dataset.row = sign.row;
  return made;
};

const cornerElement = (lines) => {
  const corner = element('div', 'corner');
  lines.forEach((pieces) => {
    const line = element('div');
    pieces.forEach(([text, bold]) => line.append(bold ? element('b', '', text) : text));
    corner.append(line);
  });
  return corner;
};

const checkBar = (root, labels) => {
  const bar = element('div', 'bar');
  const keys = element('span', 'keys');
  if (labels.next_cell) keys.append(element('kbd', '', 'Enter'), ` ${labels.next_cell} `);
  keys.append(element('kbd', '', 'Ctrl Enter'), ` ${labels.check}`);
  bar.append(button('check', labels.check, () => submit(root)), keys);
  return bar;
};

const liveElement = (name) => {
  const made = element('div', name);
  made.setAttribute('aria-live', 'polite');
  return made;
};

// A product folded for a phone is read in one line, x · W + h · U + b: each operand with the sign before it. Matrices
// without a result, as those to choose from, are none, whatever rows they stand in.
const jointsOf = (blocks) => {
  const bottom = Math.max(...blocks.map((block) => block.row));
  const operands = blocks.filter((block) => block.operand);
  if (operands.length === blocks.length) return null;
  const lefts = operands.filter((block) => block.row === bottom);
  if (!lefts.length || lefts.length === operands.length || blocks.some((b) => !b.operand && b.row < bottom)) return null;
  const uppers = operands.filter((block) => block.row < bottom);
  const top = (block) => Math.min(...uppers.filter((b) => b.column === block.column).map((b) => b.row));
  const terms = lefts.map((left, n) => [
    [left, n ? '+' : ''], ...uppers.filter((b) => b.row - top(b) === n).map((b) => [b, '·']),
  ]);
  return [...terms.flat(), ...uppers.filter((b) => b.row - top(b) >= lefts.length).map((b) => [b, '+'])];
};

const joint = (box, sign, n) => {
  box.dataset.joint = sign;
  box.style.setProperty('--turn', n + 2);
};

const build = (root, data) => {
  root._boxes = new Map();
  root._painted = new Map();
  const stage = element('div', `stage${data.blocks.some((block) => block.entry) ? ' entering' : ''}`);
  if (data.signs.length) stage.classList.add('signed');
  const joints = data.signs.length ? null : jointsOf(data.blocks);
  if (joints) stage.classList.add('product');
  data.blocks.forEach((block) => stage.append(blockElement(root, block)));
  joints?.forEach(([block, sign], n) => joint(boxOf(root, block.id).element, sign, n));
  data.signs.forEach((sign) => stage.append(signElement(sign)));
  if (data.corner.length) stage.append(cornerElement(data.corner));
  const top = element('div', 'top');
  top.append(stage, liveElement('worked'));
  root.replaceChildren(top);
  if (data.check) root.append(checkBar(root, data.labels));
  root.append(saveElement(root), liveElement('notice'), element('div', 'choices'));
};
