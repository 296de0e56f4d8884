// What is typed: sent half a second after the last key, at once when the figure is left, whole when it is checked.

const PAUSE = 600;

const grids = (root) => Object.fromEntries(root._data.blocks.filter((block) => block.entry).map((block) => [
  block.id, boxOf(root, block.id).cells.map((row) => row.map((td) => td.firstChild.value)),
]));

const sendDraft = (root) => {
  clearTimeout(root._draft);
  root._draft = null;
  root._set('draft', grids(root));
};

const typed = (root) => {
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
  clearTimeout(root._draft);
  root._draft = null;
  check.disabled = true; // until the answer is here: one press is one attempt
  setTimeout(() => { check.disabled = false; }, 3000);
  root._trigger('submit', grids(root));
};
