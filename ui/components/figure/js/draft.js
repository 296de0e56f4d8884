// What is typed: sent half a second after the last key, at once when the figure is left, whole when it is checked.

const PAUSE = 600;

// What is being put back is not sent: else what stood there would be typed again.
const grids = (root) => Object.fromEntries(root._data.blocks.filter((b) => b.entry && b.id !== root._restoring).map((block) => [
  block.id, boxOf(root, block.id).cells.map((row) => row.map((td) => {
    td._sent = td.firstChild.value;
    return td._sent;
  })),
]));

const eachEntry = (root, act) => root._data.blocks.filter((block) => block.entry).forEach((block) => (
  boxOf(root, block.id).cells.forEach((row, i) => row.forEach((td, j) => act(`${block.id}/${i}/${j}`, td)))
));

const sending = (root) => {
  clearTimeout(root._draft);
  root._draft = null;
  return grids(root);
};

// Each draft has a number, and each answer says which one it knows of: the clock's, which another figure here goes on from.
const SENDING = '#';

const sendDraft = (root) => {
  root._sending = Math.max(Date.now(), (root._sending ?? 0) + 1);
  root._set('draft', { ...sending(root), [SENDING]: root._sending });
};

// Whether the answer that is shown knows all that was sent.
const knowsAll = (root) => (root._data.heard ?? 0) >= (root._sending ?? 0);

const isUnsent = (td) => td.firstChild.value !== (td._sent ?? td._kept);

const isFocused = (input) => input === input.getRootNode().activeElement;

// Before a figure is built anew: where the focus is, and what the answer that it is built for does not know of yet.
const newerEntries = (root) => {
  const found = [];
  if (root._boxes) eachEntry(root, (part, td) => {
    const [input, focused] = [td.firstChild, isFocused(td.firstChild)];
    const newer = isUnsent(td) || (focused && input.value !== td._kept);
    if (focused || newer) found.push({ part, text: newer ? input.value : null, at: focused ? input.selectionStart : null });
  });
  return found;
};

const putNewer = (root, newer) => newer.forEach(({ part, text, at }) => {
  const [id, i, j] = part.split('/');
  const input = cellOf(root, id, +i, +j)?.firstChild;
  if (!input?.matches('input') || input.readOnly) return;
  if (text !== null) {
    input.value = text;
    typed(root);
  }
  if (at === null) return;
  input.focus({ preventScroll: true });
  input.setSelectionRange(at, at);
});

const holdEntries = (root) => changing(root._data.holds, (held) => eachEntry(root, (part, td) => (
  hold(held, part, td.firstChild.value, fingerprint(td._kept))
)));

// What is kept need not be held, and what a reload has left is typed again; whether there was any.
const settleEntries = (root, held) => {
  let back = false;
  eachEntry(root, (part, td) => {
    const input = td.firstChild;
    const text = input.readOnly ? null : fromBefore(held, part, fingerprint(td._kept));
    if (text !== null) {
      input.value = text;
      back = true;
    } else if (!root._data.waits) acknowledge(held, part, fingerprint(td._kept), input.value);
  });
  return back;
};

// After the cells are painted, once for all that is held: afterwards it is this page's.
const settleHeld = (root) => {
  let [entered, over] = [false, []];
  changing(root._data.holds, (held) => {
    if (isEmpty(held)) return;
    entered = settleEntries(root, held);
    over = settleTypedOver(root, held);
  });
  if (entered) sendDraft(root);
  sendAllTypedOver(root, over);
  showTypedOver(root);
  offerPassed(root._data.holds, {
    said: (part) => spokenOf(root, part.split('/')),
    enter: (part, text) => putPassed(root, part.split('/'), text),
    there: () => root.isConnected,
  });
};

// The part of a cell that was typed over begins with a word of its own (edit.js).
const cellOfPart = (names) => (names[0] === TYPED_OVER ? names.slice(1) : names);

const spokenOf = (root, names) => {
  const [id, i, j] = cellOfPart(names);
  return blockOf(root, id) ? spoken(blockOf(root, id), +i, +j) : '';
};

const putPassed = (root, names, text) => {
  const [id, i, j] = cellOfPart(names);
  if (names[0] === TYPED_OVER) {
    sendTypedOver(root, [id, +i, +j], text);
    return;
  }
  const input = cellOf(root, id, +i, +j)?.firstChild;
  if (!input || input.readOnly) return;
  input.value = text;
  typed(root);
};

const typed = (root) => {
  holdEntries(root);
  clearTimeout(root._draft);
  root._draft = setTimeout(() => sendDraft(root), PAUSE);
  root._before = null;
  say(root, '');
};

const leaving = (root) => {
  if (root._draft) sendDraft(root);
};

const submit = (root) => {
  const check = root.querySelector('button.check');
  if (!check || check.disabled) return;
  check.disabled = true; // until the answer is here: one press is one attempt
  setTimeout(() => { check.disabled = false; }, 3000);
  root._trigger('submit', sending(root));
};
