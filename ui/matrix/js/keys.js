// One tab stop a matrix; arrows move and cross into the neighbouring matrix; selection follows focus.

const STEPS = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] };

const beyond = (root, id, i, j, [down, right]) => {
  const mine = root._data.blocks.find((b) => b.id === id);
  const along = right ? 'column' : 'row';
  const across = right ? 'row' : 'column';
  const sign = down + right;
  const next = root._data.blocks
    .filter((b) => b[across] === mine[across] && (b[along] - mine[along]) * sign > 0)
    .sort((a, b) => (a[along] - b[along]) * sign)[0];
  if (!next) return null;
  const rows = next.text.length - 1;
  const columns = next.text[0].length - 1;
  return right
    ? cellOf(root, next.id, Math.min(i, rows), sign > 0 ? 0 : columns)
    : cellOf(root, next.id, sign > 0 ? 0 : rows, Math.min(j, columns));
};

const select = (root, td, wait) => {
  const place = placeOf(td);
  if (root._data.blocks.find((b) => b.id === place[0]).still) return;
  blockOf(root, place[0]).querySelectorAll('td[tabindex="0"]').forEach((e) => { e.tabIndex = -1; });
  td.tabIndex = 0;
  outline(root, root._data, place, ruled(root._data, place));
  clearTimeout(root._wait);
  const send = () => root._set('selected', place);
  if (wait) root._wait = setTimeout(send, 120); else send();
};

const enterKey = (root, event, td) => {
  const [id, i, j] = placeOf(td);
  const input = td.firstChild;
  let next = null;
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) { event.preventDefault(); submit(root); return; }
  if (event.key === 'Enter') next = cellOf(root, id, i, j + 1) ?? cellOf(root, id, i + 1, 0) ?? beyond(root, id, 0, 0, [0, 1]);
  else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') next = cellOf(root, id, i + STEPS[event.key][0], j);
  else if (event.key === 'ArrowRight' && input.selectionStart === input.value.length) next = cellOf(root, id, i, j + 1);
  else if (event.key === 'ArrowLeft' && input.selectionEnd === 0) next = cellOf(root, id, i, j - 1);
  event.stopPropagation();
  const target = next?.querySelector('input');
  if (target) { event.preventDefault(); target.focus(); target.select(); }
};

const readKey = (root, event, td) => {
  const [id, i, j] = placeOf(td);
  const step = STEPS[event.key];
  if (step) {
    event.preventDefault();
    event.stopPropagation();
    const next = cellOf(root, id, i + step[0], j + step[1]) ?? beyond(root, id, i, j, step);
    if (next && !next.classList.contains('entry')) { next.focus(); select(root, next, true); }
  } else if (event.key === 'Enter' || event.key === ' ') {
    event.preventDefault();
    event.stopPropagation();
    select(root, td, false);
  }
};

const keyed = (root, event) => {
  const td = event.composedPath()[0].closest?.('td[role=gridcell]');
  if (!td) return;
  if (td.classList.contains('entry')) enterKey(root, event, td); else readKey(root, event, td);
};
