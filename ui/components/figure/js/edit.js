// A given number typed over where it is read: a box over its cell, opened by a double-click or Enter.

const typedText = (block, i, j) => block.typed.find(([a, b]) => a === i && b === j)?.[2] ?? block.text[i][j];

const closeEditor = (td) => {
  const input = td.querySelector('input.editor');
  if (!input) return;
  input.onblur = null;
  input.remove();
};

const commit = (root, td, input) => {
  const [id, i, j] = placeOf(td);
  const before = typedText(blockOf(root, id), i, j);
  const text = input.value.trim();
  closeEditor(td);
  if (text === before) return;
  setText(td.firstChild, text); // until the answer is here
  root._trigger('typed_over', [id, i, j, text]);
};

const editorKey = (root, event, td, input) => {
  event.stopPropagation(); // the page has shortcuts on arrows and Enter
  if (event.isComposing || !['Enter', 'Escape', 'Tab'].includes(event.key)) return;
  if (event.key !== 'Tab') event.preventDefault();
  if (event.key === 'Escape') closeEditor(td);
  else commit(root, td, input);
  if (event.key !== 'Tab') td.focus({ preventScroll: true });
};

const openEditor = (root, td) => {
  if (!td.classList.contains('editable') || td.querySelector('input.editor')) return false;
  const [id, i, j] = placeOf(td);
  const input = inputElement();
  input.className = 'editor';
  input.value = typedText(blockOf(root, id), i, j);
  input.setAttribute('aria-label', spoken(blockOf(root, id), i, j));
  input.onkeydown = (event) => editorKey(root, event, td, input);
  input.onblur = () => commit(root, td, input);
  input.ondblclick = (event) => event.stopPropagation();
  td.append(input);
  input.focus({ preventScroll: true });
  input.select();
  return true;
};

const doubleClicked = (root, event) => {
  const td = cellUnder(event);
  if (td && openEditor(root, td)) event.preventDefault();
};

const inEditor = (event) => event.composedPath()[0].classList?.contains('editor');
