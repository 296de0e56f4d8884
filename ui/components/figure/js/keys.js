// One tab stop a matrix; arrows move and cross into the neighbouring matrix; selection follows focus.

const STEPS = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] };

const isThere = (td) => Boolean(td?.offsetParent);

// The nearest matrix of the same grid row (or column) in that direction.
const neighbour = (root, id, [down, right]) => {
  const mine = blockOf(root, id);
  const [along, across] = right ? ['column', 'row'] : ['row', 'column'];
  return root._data.blocks
    .filter((b) => b[across] === mine[across] && (b[along] - mine[along]) * (down + right) > 0)
    .filter((b) => b.entry || (!b.still && isThere(boxOf(root, b.id).element)))
    .sort((a, b) => (a[along] - b[along]) * (down + right))[0];
};

const beyond = (root, id, i, j, step) => {
  const next = neighbour(root, id, step);
  if (!next) return null;
  const [down, right] = step;
  const row = right ? Math.min(i, next.text.length - 1) : down > 0 ? 0 : next.text.length - 1;
  const columns = next.text[row].length - 1;
  return cellOf(root, next.id, row, right ? (right > 0 ? 0 : columns) : Math.min(j, columns));
};

const stepped = (root, [id, i, j], step) => cellOf(root, id, i + step[0], j + step[1]) ?? beyond(root, id, i, j, step);

const edge = (root, [id, i], key) => boxOf(root, id).cells[i].at(key === 'Home' ? 0 : -1);

const focusOn = (root, td) => {
  const input = td.querySelector('input');
  if (input) {
    input.focus();
    input.select();
  } else {
    td.focus();
    select(root, td, true);
  }
};

const readingKey = (root, event, td) => {
  const place = placeOf(td);
  const step = STEPS[event.key];
  if (event.key === 'Enter' && openEditor(root, td)) {
    event.preventDefault();
    event.stopPropagation();
    return;
  }
  if (event.key === 'Enter' || event.key === ' ') select(root, td, false);
  else if (step || event.key === 'Home' || event.key === 'End') {
    const next = step ? stepped(root, place, step) : edge(root, place, event.key);
    if (isThere(next)) focusOn(root, next);
  } else return;
  event.preventDefault();
  event.stopPropagation();
};

// Enter goes on as one reads, past what is given, and on into the next matrix to fill in.
const nextEmpty = (root, td) => {
  const all = root._data.blocks.filter((b) => b.entry && !b.locked).flatMap((b) => boxOf(root, b.id).cells.flat());
  return all.slice(all.indexOf(td) + 1).find((cell) => !cell.firstChild.readOnly);
};

const entryTarget = (root, event, td) => {
  const input = td.firstChild;
  const step = STEPS[event.key];
  const inside = (event.key === 'ArrowRight' && input.selectionEnd < input.value.length)
    || (event.key === 'ArrowLeft' && input.selectionStart > 0);
  const whole = input.value && input.selectionStart === 0 && input.selectionEnd === input.value.length;
  if (event.key === 'Enter') return nextEmpty(root, td);
  if (!step || (inside && !whole)) return null;
  return stepped(root, placeOf(td), step);
};

const entryKey = (root, event, td) => {
  if (!event.altKey) event.stopPropagation(); // the page has shortcuts on arrows and Enter, and one with Alt for hints
  if (isComposing(event) || event.shiftKey || event.altKey) return;
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    root.querySelector('button.check')?.click(); // as by hand: a press that is not heard is told of
    return;
  }
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'z' && root._before) {
    event.preventDefault();
    undo(root);
  }
  if (event.ctrlKey || event.metaKey) return;
  const next = entryTarget(root, event, td);
  if (!next) return;
  event.preventDefault();
  focusOn(root, next);
};

const keyed = (root, event) => {
  if (inEditor(event)) return;
  const td = cellUnder(event);
  if (td?.classList.contains('entry')) entryKey(root, event, td);
  else if (td && !td.closest('.still') && !event.ctrlKey && !event.metaKey && !event.altKey) readingKey(root, event, td);
};
