// Elements and look-ups. Text only ever enters the page through textContent.

const element = (tag, name, text) => {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (text !== undefined) made.textContent = text;
  return made;
};

const blockOf = (root, id) => root.querySelector(`.block[data-id="${CSS.escape(id)}"]`);

const cellOf = (root, id, i, j) => blockOf(root, id)?.querySelector(`td[data-i="${i}"][data-j="${j}"]`);

const placeOf = (td) => [td.closest('.block').dataset.id, +td.dataset.i, +td.dataset.j];

const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;
