// A given number typed over where it is read: a box over its cell, opened by a double-click or Enter.

const typedText = (block, i, j) => block.typed.find(([a, b]) => a === i && b === j)?.[2] ?? block.text[i][j];

const TYPED_OVER = 'over';
const partOf = (place) => [TYPED_OVER, ...place].join('/');

const holdTypedOver = (root, place, text) => changing(root._data.holds, (held) => (
  hold(held, partOf(place), text, fingerprint(typedText(blockOf(root, place[0]), place[1], place[2])))
));

const letGo = (root, place) => changing(root._data.holds, (held) => { delete held.parts[partOf(place)]; });

const letGoOfBlock = (root, id) => changing(root._data.holds, (held) => {
  typedOverIn(held).filter(([block]) => block === id).forEach((place) => { delete held.parts[partOf(place)]; });
});

const typedOverIn = (held) => Object.keys(held.parts).filter((part) => part.startsWith(`${TYPED_OVER}/`)).map((part) => {
  const [, id, i, j] = part.split('/');
  return [id, +i, +j];
});

const showText = (root, [id, i, j], text) => setText(cellOf(root, id, i, j)?.firstChild, text);

// What is not known to be kept stands in its cell all the same: an answer may be long in coming, or have come before it.
const showTypedOver = (root) => {
  const held = recall(root._data.holds);
  typedOverIn(held).filter(([id]) => blockOf(root, id)?.editable)
    .forEach((place) => showText(root, place, held.parts[partOf(place)].text));
};

// What is sent is heard once or not at all: a server that is just starting, or gone, hears nothing. It is sent again as
// long as it stands here and is not kept.
const AGAIN = 3000;
const MOST_TRIES = 40;

const sendTypedOver = (root, place, text, tries = MOST_TRIES) => {
  const [id, i, j] = place;
  root._trigger('typed_over', [id, i, j, text]);
  setTimeout(() => {
    const stands = recall(root._data.holds).parts[partOf(place)]?.text === text;
    const block = root.isConnected && blockOf(root, id);
    if (stands && block && tries && typedText(block, i, j) !== text) sendTypedOver(root, place, text, tries - 1);
  }, AGAIN);
};

const settleOne = (root, held, part, place) => {
  const block = blockOf(root, place[0]);
  if (!block?.editable || block.text[place[1]]?.[place[2]] === undefined) return null; // of a canvas there are no cells
  const kept = typedText(block, place[1], place[2]);
  const back = fromBefore(held, part, fingerprint(kept));
  if (back === null && !root._data.waits && held.parts[part]) acknowledge(held, part, fingerprint(kept), held.parts[part].text);
  return back;
};

// The places and texts that a reload has left.
const settleTypedOver = (root, held) => typedOverIn(held)
  .map((place) => [place, settleOne(root, held, partOf(place), place)])
  .filter(([, text]) => text !== null);

// One after the other: of two that are sent at once only the second is heard.
const sendAllTypedOver = (root, back) => back.forEach(([place, text], n) => (
  setTimeout(() => sendTypedOver(root, place, text), (n * AGAIN) / 6)
));

const closeEditor = (input) => {
  input.onblur = null;
  input.remove();
};

const commit = (root, place, input) => {
  const [id, i, j] = place;
  const before = typedText(blockOf(root, id), i, j);
  const text = input.value.trim();
  closeEditor(input);
  if (text === before) return;
  holdTypedOver(root, place, text);
  showText(root, place, text); // until the answer is here
  sendTypedOver(root, place, text);
};

const editorKey = (root, event, place, back) => {
  event.stopPropagation(); // the page has shortcuts on arrows and Enter
  const input = event.target;
  if (isComposing(event) || !['Enter', 'Escape', 'Tab'].includes(event.key)) return;
  if (event.key !== 'Tab') event.preventDefault();
  if (event.key === 'Escape') {
    closeEditor(input);
    letGo(root, place);
    showText(root, place, blockOf(root, place[0]).text[place[1]][place[2]]);
  } else commit(root, place, input);
  if (event.key !== 'Tab') back.focus({ preventScroll: true });
};

// A box in `host` for the cell at `place`; afterwards the focus goes `back`.
const openEditorIn = (root, host, place, back) => {
  const [id, i, j] = place;
  const input = inputElement();
  input.className = 'editor';
  input.value = typedText(blockOf(root, id), i, j);
  input.setAttribute('aria-label', spoken(blockOf(root, id), i, j));
  input.oninput = () => holdTypedOver(root, place, input.value.trim());
  input.onkeydown = (event) => editorKey(root, event, place, back);
  input.onblur = () => commit(root, place, input);
  input.ondblclick = (event) => event.stopPropagation();
  host.append(input);
  input.focus({ preventScroll: true });
  input.select();
  return input;
};

const openEditor = (root, td) => {
  if (!td.classList.contains('editable') || td.querySelector('input.editor')) return false;
  openEditorIn(root, td, placeOf(td), td);
  return true;
};

const doubleClicked = (root, event) => {
  const td = cellUnder(event);
  if (td && openEditor(root, td)) event.preventDefault();
};

const inEditor = (event) => event.composedPath()[0].classList?.contains('editor');
