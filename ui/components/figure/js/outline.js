// The selected cell in inverted ink, the cells it came from outlined: solid, dashed, doubled.

const OUTLINES = ['selected', 'first', 'second', 'own'];

const clearOutlines = (root) => {
  root._outlined?.forEach((td) => {
    td.classList.remove(...OUTLINES);
    td.removeAttribute('aria-selected');
  });
  root._outlined = [];
  root._boxes.forEach((box) => { if (box.canvas) box.outlines = []; });
  root.querySelectorAll('.on').forEach((th) => th.classList.remove('on'));
  root.querySelectorAll('tbody tr.keep, td.keep:not(.nothing), th.keep').forEach((e) => e.classList.remove('keep'));
};

const outlineCell = (root, { block, i, j, kind }) => {
  boxOf(root, block)?.outlines?.push({ i, j, kind });
  const td = cellOf(root, block, i, j);
  if (!td) return;
  const { rowHeads, columnHeads } = boxOf(root, block);
  td.classList.remove(...OUTLINES);
  td.classList.add(kind);
  if (kind === 'selected') td.setAttribute('aria-selected', 'true');
  root._outlined.push(td);
  // on a phone, what is not kept folds away
  [td, td.parentElement, rowHeads[i], columnHeads[j]].forEach((e) => e?.classList.add('keep'));
  if (kind !== 'second') rowHeads[i]?.classList.add('on');
  if (kind !== 'first') columnHeads[j]?.classList.add('on');
};

// Where a rule names no row or column, it means all of them; a single row or column is shared by all cells.
const along = (step, size, i, j) => {
  if (step === null) return [...Array(size).keys()];
  const at = step === 'i' ? i : step === 'j' ? j : step;
  return [size === 1 ? 0 : at];
};

const sourcesByRule = (root, [id, i, j]) => (root._data.rules[id] ?? []).flatMap((rule) => {
  const block = blockOf(root, rule.block);
  if (!block) return [];
  return along(rule.i, block.text.length, i, j).flatMap((a) => along(rule.j, block.text[a]?.length ?? 0, i, j)
    .map((b) => ({ block: rule.block, i: a, j: b, kind: rule.kind })));
});

const redraw = (root, block) => {
  const box = boxOf(root, block.id);
  if (!box.canvas) return;
  sayCanvas(root, block, box);
  box.redraw();
};

// In a frame that scrolls, the outlined cells come into view, if all of them have room in it.
const showOutlined = (frame) => {
  const cells = [...frame.querySelectorAll('td.selected, td.first, td.own, td.second')].map((td) => td.getBoundingClientRect());
  if (!cells.length) return;
  const edge = frame.getBoundingClientRect();
  const heads = frame.querySelector('thead')?.offsetHeight ?? 0;
  const [top, bottom] = [Math.min(...cells.map((cell) => cell.top)), Math.max(...cells.map((cell) => cell.bottom))];
  if (bottom - top > edge.height - heads) return;
  frame.scrollTop += Math.min(0, top - edge.top - heads) + Math.max(0, bottom - edge.bottom);
};

const outline = (root, selected, sources) => {
  clearOutlines(root);
  root._selected = selected;
  if (!selected) return;
  const [block, i, j] = selected;
  sources.forEach((source) => outlineCell(root, source));
  outlineCell(root, { block, i, j, kind: 'selected' });
  const td = cellOf(root, block, i, j);
  if (td?.hasAttribute('tabindex')) tabStop(root, td);
  root._data.blocks.forEach((shown) => redraw(root, shown));
  root.querySelectorAll('.tall .scroll').forEach(showOutlined);
};
