// Labels for the boxes of a diagram. What stands in the boxes is the only state; the page hears of it after every change.

const FAR_ENOUGH = 6; // pixels; less is a press and no drag

const boxesOf = (root) => [...root.querySelectorAll('[data-box]')].sort((a, b) => a.dataset.box - b.dataset.box);
const chipsOf = (root) => [...root.querySelectorAll('.chip')];
const labelOf = (root, key) => root._data.labels.find((label) => label.key === key);
const spokenOf = (label) => [...(label?.symbol ?? []).map(([text]) => text), label?.title].filter(Boolean).join(' ');

const sayBox = (root, n) => {
  const { words } = root._data;
  return filled(words.box, { n: n + 1, title: spokenOf(labelOf(root, root._labels[n])) || words.empty });
};

const draw = (root) => {
  boxesOf(root).forEach((box, n) => {
    const label = labelOf(root, root._labels[n]);
    fill(box.querySelector('.label'), label?.inside ?? []);
    box.classList.toggle('filled', Boolean(label));
    box.setAttribute('aria-label', sayBox(root, n));
  });
  chipsOf(root).forEach((chip) => {
    chip.classList.toggle('used', root._labels.includes(chip.dataset.key));
    chip.setAttribute('aria-pressed', String(root._picked === chip.dataset.key));
  });
  root.classList.toggle('picking', root._picked !== null);
};

const put = (root, n, key) => {
  root._picked = null;
  if (root._labels[n] !== key) {
    root._labels = root._labels.with(n, key);
    changing(root._data.holds, (held) => hold(held, n, key, fingerprint(root._data.kept[n] ?? '')));
    root._set('labels', root._labels);
    root.querySelector('.spoken').textContent = sayBox(root, n);
  }
  draw(root);
};

const pick = (root, key) => {
  root._picked = root._picked === key ? null : key;
  draw(root);
};

const pressBox = (root, n) => {
  if (root._picked !== null) put(root, n, root._picked);
  else if (root._labels[n]) { // what stands there is taken out again, and into the hand
    const key = root._labels[n];
    put(root, n, '');
    pick(root, key);
  }
};

// ---- from the keyboard ----

const next = (all, n) => all[(n + all.length) % all.length];

// A box that comes into focus from the keyboard is not covered by the labels, which stay at the top of the window. One
// that is pressed stays where it is, or the press would end beside it.
const uncovered = (root, box) => {
  if (!box?.matches(':focus-visible')) return;
  const chips = root.querySelector('.chips').getBoundingClientRect();
  const here = box.getBoundingClientRect();
  if (here.left < chips.right && here.top < chips.bottom + 8) box.scrollIntoView({ block: 'center', inline: 'nearest' });
};

const keyedBox = (root, event, box) => {
  const all = boxesOf(root);
  const n = all.indexOf(box);
  const goes = { ArrowDown: -1, ArrowLeft: -1, ArrowUp: 1, ArrowRight: 1 }[event.key];
  const label = root._data.labels.find(({ letter }) => letter === event.key.toUpperCase());
  if (goes) next(all, n + goes).focus();
  else if (['Enter', ' '].includes(event.key)) {
    const handed = root._picked !== null;
    pressBox(root, n);
    if (handed) (chipsOf(root).find((chip) => !chip.matches('.used')) ?? box).focus();
  } else if (['Delete', 'Backspace'].includes(event.key)) put(root, n, '');
  else if (event.key === 'Escape' && root._picked !== null) pick(root, root._picked);
  else if (label) put(root, n, label.key);
  else return false;
  return true;
};

const keyedChip = (root, event, chip) => {
  if (!['Enter', ' '].includes(event.key)) return false;
  pick(root, chip.dataset.key);
  if (root._picked !== null) (boxesOf(root).find((_, n) => !root._labels[n]) ?? boxesOf(root)[0]).focus();
  return true;
};

const keyed = (root, event) => {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const box = event.target.closest?.('[data-box]');
  const chip = event.target.closest?.('.chip');
  const done = box ? keyedBox(root, event, box) : chip ? keyedChip(root, event, chip) : false;
  if (!done) return;
  event.preventDefault();
  event.stopPropagation(); // the page has shortcuts on letters and arrows
};

// ---- by mouse and by finger: a press, or a drag from a label or, with a mouse, from a box ----

const under = (root, event) => root.getRootNode().elementFromPoint(event.clientX, event.clientY)?.closest('[data-box]');

const grab = (root, event) => {
  const chip = event.target.closest?.('.chip');
  const box = event.pointerType === 'mouse' && event.target.closest?.('[data-box]');
  const key = chip ? chip.dataset.key : box ? root._labels[boxesOf(root).indexOf(box)] : '';
  root._drag = key && event.button === 0 ? { key, from: box || null, x: event.clientX, y: event.clientY } : null;
};

const drag = (root, event) => {
  const { _drag: held } = root;
  if (!held) return;
  if (!held.ghost) {
    if (Math.hypot(event.clientX - held.x, event.clientY - held.y) < FAR_ENOUGH) return;
    held.ghost = element('span', 'ghost', spokenOf(labelOf(root, held.key)));
    root.append(held.ghost);
    root.setPointerCapture(event.pointerId);
  }
  held.ghost.style.transform = `translate(${event.clientX}px, ${event.clientY}px)`;
  const over = under(root, event);
  boxesOf(root).forEach((box) => box.classList.toggle('over', box === over));
};

const drop = (root, event) => {
  const { _drag: held } = root;
  root._drag = null;
  if (!held?.ghost) return;
  held.ghost.remove();
  root._dropped = event.timeStamp; // the press that a browser makes of a drag is none
  const to = event.type === 'pointerup' ? under(root, event) : null;
  const all = boxesOf(root);
  all.forEach((box) => box.classList.remove('over'));
  if (held.from && held.from !== to && event.type === 'pointerup') put(root, all.indexOf(held.from), '');
  if (to) put(root, all.indexOf(to), held.key);
};

const pressed = (root, event) => {
  if (root._dropped && event.timeStamp - root._dropped < 50) return;
  const chip = event.target.closest?.('.chip');
  const box = event.target.closest?.('[data-box]');
  if (chip) pick(root, chip.dataset.key);
  else if (box) pressBox(root, boxesOf(root).indexOf(box));
};

// ---- from the server, and from before a reload ----

const settle = (root) => changing(root._data.holds, (held) => {
  const { kept } = root._data;
  const back = kept.map((key, n) => fromBefore(held, n, fingerprint(key)));
  root._labels = kept.map((key, n) => back[n] ?? (held.parts[n] ? root._labels[n] : key));
  if (back.some((key) => key !== null)) root._set('labels', root._labels);
  else if (!root._data.waits) {
    kept.forEach((key, n) => acknowledge(held, n, fingerprint(key), root._labels[n]));
  }
});

const chipOf = (root, label) => {
  const chip = button('chip', '', '', null);
  chip.dataset.key = label.key;
  chip.append(element('span', 'letter', label.letter), nameElement(label.symbol, 'symbol'), element('span', 'title', label.title));
  return chip;
};

const build = (root, data) => {
  const drawing = element('div', 'drawing');
  fill(drawing, [data.tree]);
  root.replaceChildren(drawing);
  root._picked = null;
  root._labels = data.kept;
  if (data.locked) return;
  const chips = element('div', 'chips');
  chips.setAttribute('role', 'group');
  chips.setAttribute('aria-label', data.words.labels);
  chips.append(...data.labels.map((label) => chipOf(root, label)));
  const spoken = element('div', 'spoken');
  spoken.setAttribute('aria-live', 'polite');
  root.prepend(chips, element('p', 'how', data.words.how));
  root.append(spoken);
  root.onkeydown = (event) => keyed(root, event);
  drawing.addEventListener('focusin', (event) => uncovered(root, event.target.closest('[data-box]')));
  root.onclick = (event) => pressed(root, event);
  root.onpointerdown = (event) => grab(root, event);
  root.onpointermove = (event) => drag(root, event);
  root.onpointerup = root.onpointercancel = (event) => drop(root, event);
};

export default function ({ data: [data], parentElement, setStateValue }) {
  const root = parentElement.querySelector('#root');
  const fresh = root._signature !== data.signature;
  Object.assign(root, { _data: data, _set: setStateValue, _signature: data.signature });
  if (fresh) build(root, data);
  if (data.locked) return;
  settle(root);
  draw(root);
}
