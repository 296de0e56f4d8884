// Elements and look-ups. Text only ever enters the page as text, never as markup.

const element = (tag, name, text) => {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (text !== undefined) made.textContent = text;
  return made;
};

const button = (name, text, act) => {
  const made = element('button', name, text);
  made.type = 'button';
  made.onclick = act;
  return made;
};

const SVG = 'http://www.w3.org/2000/svg';

// A cell's table and its neighbours are asked for often: what was built is kept, not searched for.
const boxOf = (root, id) => root._boxes.get(id);
const cellOf = (root, id, i, j) => root._boxes.get(id)?.cells[i]?.[j];
const blockOf = (root, id) => root._data.blocks.find((block) => block.id === id);
const placeOf = (td) => [td.closest('.block').dataset.id, +td.dataset.i, +td.dataset.j];
const cellUnder = (event) => event.composedPath()[0].closest?.('td[data-j]') ?? null;

// Some browsers tell of the key that ends a composition after its end; its code says what it was for.
const isComposing = (event) => event.isComposing || event.keyCode === 229;

const motion = () => (matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth');
