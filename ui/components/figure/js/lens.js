// The digits around one square of a map, in a small table under the pointer or beside what the keyboard is on.

const LENS = 2; // rows and columns on each side

const near = (at, count) => {
  const from = Math.max(0, at - LENS);
  return [...Array(Math.min(count - 1, at + LENS) - from + 1).keys()].map((k) => from + k);
};

const lensRow = (block, i, columns, at) => {
  const row = element('tr', '');
  row.append(element('th', i === at[0] ? 'here' : '', block.row_labels[i] || String(i + 1)));
  columns.forEach((j) => row.append(element('td', i === at[0] && j === at[1] ? 'here' : '', block.text[i][j])));
  return row;
};

const lensTable = (block, i, j) => {
  const columns = near(j, block.text[0].length);
  const table = element('table', '');
  const head = element('tr', '');
  head.append(element('td', ''));
  columns.forEach((k) => head.append(element('th', k === j ? 'here' : '', block.column_labels[k] || String(k + 1))));
  table.append(head, ...near(i, block.text.length).map((k) => lensRow(block, k, columns, [i, j])));
  return table;
};

const lensElement = () => {
  const lens = element('div', 'lens');
  lens.setAttribute('aria-hidden', 'true'); // every square says its number by itself
  lens.hidden = true;
  return lens;
};

const lensOver = (root, box, td) => {
  box.lens.hidden = !td;
  if (!td) return;
  const [id, i, j] = placeOf(td);
  box.lens.replaceChildren(lensTable(blockOf(root, id), i, j));
  const [square, edge, page] = [td, box.element, root].map((e) => e.getBoundingClientRect());
  const left = Math.min(square.right + 8 - page.left, Math.max(0, root.clientWidth - box.lens.offsetWidth - 8));
  Object.assign(box.lens.style, { left: `${left + page.left - edge.left}px`, top: `${square.bottom + 6 - edge.top}px` });
};

const mapLens = (root, box) => {
  box.lens = lensElement();
  box.element.append(box.lens);
  const over = (event) => lensOver(root, box, event.target.closest('tbody td[data-j]'));
  box.element.addEventListener('pointerover', over);
  box.element.addEventListener('focusin', over);
  ['pointerleave', 'focusout'].forEach((name) => box.element.addEventListener(name, () => { box.lens.hidden = true; }));
};
