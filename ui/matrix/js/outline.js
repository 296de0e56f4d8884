// The selected cell in inverted ink, its sources outlined: solid, dashed, doubled.

const OUTLINES = ['selected', 'first', 'second', 'own'];

const clearOutlines = (root) => {
  root.querySelectorAll(OUTLINES.map((name) => `td.${name}`).join(',')).forEach((td) => td.classList.remove(...OUTLINES));
  root.querySelectorAll('th.on').forEach((th) => th.classList.remove('on'));
  root.querySelectorAll('tbody .keep, th.keep').forEach((e) => e.classList.remove('keep'));
};

const outlineCell = (root, id, i, j, kind) => {
  const td = cellOf(root, id, i, j);
  if (!td) return;
  td.classList.add(kind, 'keep');
  td.parentElement.classList.add('keep');
  const box = blockOf(root, id);
  box.querySelector(`th[scope=col][data-j="${j}"]`)?.classList.add('keep');
  td.parentElement.querySelector('th')?.classList.add('keep');
};

// A product's sources are known without the server: a row of each left operand, a column of each upper one.
const ruled = (data, [id, i, j]) => {
  const [lefts, uppers] = data.rules[id] ?? [[], []];
  const size = (name) => data.blocks.find((b) => b.id === name).text;
  const rows = lefts.flatMap((b) => size(b)[Math.min(i, size(b).length - 1)].map((_, k) => ({ block: b, i: Math.min(i, size(b).length - 1), j: k, kind: 'first' })));
  const columns = uppers.flatMap((b) => size(b).map((_, k) => ({ block: b, i: k, j, kind: 'second' })));
  return [...rows, ...columns];
};

const outline = (root, data, selected, sources) => {
  clearOutlines(root);
  root._selected = selected;
  if (!selected) return;
  const [id, i, j] = selected;
  sources.forEach((s) => outlineCell(root, s.block, s.i, s.j, s.kind));
  outlineCell(root, id, i, j, 'selected');
  const box = blockOf(root, id);
  box?.querySelector(`th[scope=row][data-i="${i}"]`)?.classList.add('on');
  box?.querySelector(`th[scope=col][data-j="${j}"]`)?.classList.add('on');
  sources.forEach((s) => {
    const other = blockOf(root, s.block);
    if (s.kind === 'first') other?.querySelector(`th[scope=row][data-i="${s.i}"]`)?.classList.add('on');
    if (s.kind === 'second') other?.querySelector(`th[scope=col][data-j="${s.j}"]`)?.classList.add('on');
  });
};
