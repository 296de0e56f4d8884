// A given number typed over where it is read: a box over its cell, opened by a double-click or Enter.

const typedText = (block, i, j) => block.typed.find(([a, b]) => a === i && b === j)?.[2] ?? block.text[i][j];

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
  setText(cellOf(root, id, i, j)?.firstChild, text); // until the answer is here
  root._trigger('typed_over', [id, i, j, text]);
};

const editorKey = (root, event, place, back) => {
  event.stopPropagation(); // the page has shortcuts on arrows and Enter
  const input = event.target;
  if (event.isComposing || !['Enter', 'Escape', 'Tab'].includes(event.key)) return;
  if (event.key !== 'Tab') event.preventDefault();
  if (event.key === 'Escape') closeEditor(input);
  else commit(root, place, input);
  if (event.key !== 'Tab') back.focus({ preventScroll: true });
};

// A box in `host` for the cell at `place`; afterwards the focus goes `back`.
const openEditorIn = (root, host, place, back) => {
  const [id, i, j] = place;
  const input = inputElement();
  input.className = 'editor';
  input.value = typedText(blockOf(root, id), i, j);
  input.setAttribute('aria-label', spoken(blockOf(root, id), i, j));
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
