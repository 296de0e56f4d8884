// The figure's structure. It is built once for a signature; afterwards numbers are only painted.

const nameElement = (parts) => {
  const name = element('span', 'name');
  parts.forEach(([text, kind]) => name.append(kind ? element(kind, '', text) : text));
  return name;
};

const caption = (block) => {
  const line = element('div', 'caption');
  line.append(nameElement(block.name));
  if (block.shape) line.append(element('span', 'shape', block.shape));
  if (block.tag) line.append(element('span', 'tag', block.tag));
  return line;
};

const header = (block, table) => {
  const row = table.createTHead().insertRow();
  row.className = `keep${block.hide_column_labels ? ' wide-hidden' : ''}`;
  if (block.row_labels.length) row.append(element('td', `corner-cell keep${block.hide_row_labels ? ' wide-hidden' : ''}`));
  block.column_labels.forEach((text, j) => {
    const th = element('th', '', text);
    th.scope = 'col';
    th.dataset.j = j;
    th.title = text;
    row.append(th);
  });
};

const entryCell = (td) => {
  const input = element('input');
  Object.assign(input, { type: 'text', inputMode: 'text', autocomplete: 'off', spellcheck: false });
  td.classList.add('entry');
  td.append(input, icon());
};

const readingCell = (td, first) => {
  td.tabIndex = first ? 0 : -1;
  td.append(element('span', 'number'));
};

const tableOf = (block) => {
  const table = element('table');
  table.setAttribute('role', 'grid');
  table.setAttribute('aria-label', block.label);
  if (block.column_labels.length) header(block, table);
  const body = table.createTBody();
  block.text.forEach((row, i) => {
    const tr = body.insertRow();
    tr.dataset.i = i;
    if (block.row_labels.length) {
      const th = element('th', block.hide_row_labels ? 'wide-hidden' : '', block.row_labels[i]);
      th.scope = 'row';
      th.dataset.i = i;
      th.title = block.row_labels[i];
      tr.append(th);
    }
    row.forEach((_, j) => {
      const td = element('td');
      td.setAttribute('role', 'gridcell');
      td.dataset.i = i;
      td.dataset.j = j;
      block.entry ? entryCell(td) : readingCell(td, i === 0 && j === 0);
      tr.append(td);
    });
    if (block.sums.length) tr.append(element('td', 'sum', block.sums[i]));
  });
  return table;
};

const sizeClass = (block) => {
  const columns = block.text[0]?.length ?? 0;
  if (block.entry || columns <= 8) return '';
  return columns <= 12 ? ' dense' : ' map';
};

const blockElement = (block) => {
  const kinds = `${block.role}${block.operand ? ' operand' : ' result'}${block.operand && block.folds ? ' folds' : ''}`;
  const box = element('div', `block ${kinds}${block.still ? ' still' : ''}${sizeClass(block)}`);
  box.style.gridRow = block.row;
  box.style.gridColumn = block.column;
  box.dataset.id = block.id;
  const scroll = element('div', 'scroll');
  scroll.append(tableOf(block));
  box.append(caption(block), scroll);
  return box;
};

const cornerElement = (lines) => {
  const corner = element('div', 'corner');
  lines.forEach((line) => corner.append(element('div', '', line)));
  return corner;
};

const bar = (root, labels) => {
  const line = element('div', 'bar');
  const button = element('button', 'check', labels.check);
  button.type = 'button';
  button.onclick = () => submit(root);
  const keys = element('span', 'keys');
  keys.append(element('kbd', '', 'Enter'), ` ${labels.next_cell}  `, element('kbd', '', 'Ctrl Enter'), ` ${labels.check}`);
  line.append(button, keys);
  return line;
};

const build = (root, data) => {
  root.replaceChildren();
  const stage = element('div', `stage${data.blocks.some((b) => b.entry) ? ' entering' : ''}`);
  data.blocks.forEach((block) => stage.append(blockElement(block)));
  data.signs.forEach((sign) => {
    const mark = element('div', 'sign', sign.text);
    mark.style.gridRow = sign.row;
    mark.style.gridColumn = sign.column;
    stage.append(mark);
  });
  if (data.corner.length) stage.append(cornerElement(data.corner));
  const top = element('div', 'top');
  const worked = element('div', 'worked');
  worked.setAttribute('aria-live', 'polite');
  top.append(stage, worked);
  root.append(top);
  if (data.check) root.append(bar(root, data.labels));
  data.blocks.filter((b) => b.entry).forEach((b) => b.text.forEach((row, i) => row.forEach((text, j) => {
    cellOf(root, b.id, i, j).firstChild.value = text;
  })));
};

// Beside the figure when 250 px are free, below it otherwise; folded when the figure is wider than the page.
const fit = (root) => {
  const stage = root.querySelector('.stage');
  root.classList.remove('narrow', 'side');
  const free = root.clientWidth - stage.scrollWidth;
  root.classList.toggle('side', free > 250 && stage.offsetHeight > 130);
  root.classList.toggle('narrow', free < -1);
};

const watchWidth = (root) => {
  root._observer?.disconnect();
  let width = 0;
  root._observer = new ResizeObserver(() => {
    if (root.clientWidth !== width) {
      width = root.clientWidth;
      fit(root);
    }
  });
  root._observer.observe(root);
};
