// Lines to put in order. Only the list's own order is state; the page hears of it after every move.

const rows = (root) => [...root.querySelectorAll('li')];

const ends = (root) => rows(root).forEach((li, k, all) => {
  li.querySelector('.up')?.setAttribute('aria-disabled', k === 0);
  li.querySelector('.down')?.setAttribute('aria-disabled', k === all.length - 1);
});

const ORDER = 'order';
const orderOf = (ids) => ids.join('\n');
const standingOrder = (root) => orderOf(rows(root).map((row) => row.dataset.id));
const keptOrder = (root) => orderOf(root._data.lines.map((line) => line.id));

// What is kept need not be held; what a reload has left is moved again.
const settleOrder = (root) => changing(root._data.holds, (held) => {
  const back = fromBefore(held, ORDER, fingerprint(keptOrder(root)));
  if (back === null) {
    if (!root._data.waits) acknowledge(held, ORDER, fingerprint(keptOrder(root)), standingOrder(root));
  } else putInOrder(root, back);
});

const titleOf = ({ lines }, id) => {
  const found = lines.find((line) => line.id === id);
  return found ? found.title || found.code : '';
};

const putInOrder = (root, order) => {
  const byId = new Map(rows(root).map((li) => [li.dataset.id, li]));
  root.querySelector('ol').append(...order.split('\n').map((id) => byId.get(id)).filter(Boolean));
  ends(root);
  root._set('order', rows(root).map((row) => row.dataset.id));
};

const settled = (root, li) => {
  const all = rows(root);
  ends(root);
  const values = { title: li.dataset.title, n: all.indexOf(li) + 1, count: all.length };
  root.querySelector('.spoken').textContent = filled(root._data.labels.place, values);
  changing(root._data.holds, (held) => hold(held, ORDER, standingOrder(root), fingerprint(keptOrder(root))));
  root._set('order', all.map((row) => row.dataset.id));
};

const move = (root, li, by) => {
  const all = rows(root);
  const other = all[all.indexOf(li) + by];
  if (!other) return;
  const focused = root.getRootNode().activeElement;
  if (by > 0) other.after(li);
  else other.before(li);
  if (focused && li.contains(focused)) focused.focus(); // an element that moves loses it
  settled(root, li);
};

const keyed = (root, event) => {
  const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const li = event.composedPath()[0].closest?.('li');
  if (!by || !li || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  event.stopPropagation(); // the page has shortcuts on arrows
  move(root, li, by);
};

// A mouse takes a line anywhere; a finger takes it at its grip, so that the page can still be scrolled.
const grab = (root, event) => {
  const target = event.composedPath()[0];
  const li = target.closest?.('li');
  const taken = event.pointerType === 'mouse' ? event.button === 0 && !target.closest('.move') : target.closest?.('.grip');
  if (!li || !taken) return;
  event.preventDefault();
  Object.assign(root, { _dragged: li, _before: rows(root).map((row) => row.dataset.id).join('\n') });
  li.classList.add('dragged');
  li.querySelector('.grip').focus({ preventScroll: true });
  root.querySelector('ol').setPointerCapture(event.pointerId);
};

const drag = (root, event) => {
  const li = root._dragged;
  if (!li) return;
  const at = li.getBoundingClientRect();
  const middle = (row) => { const box = row.getBoundingClientRect(); return box.top + box.height / 2; };
  const all = rows(root);
  const k = all.indexOf(li);
  const above = event.clientY < at.top && all.slice(0, k).find((row) => event.clientY < middle(row));
  const below = event.clientY > at.bottom && all.slice(k + 1).findLast((row) => event.clientY > middle(row));
  const focused = li.querySelector('.grip');
  if (above) above.before(li);
  else if (below) below.after(li);
  else return;
  focused.focus({ preventScroll: true });
};

const drop = (root) => {
  const li = root._dragged;
  if (!li) return;
  root._dragged = null;
  li.classList.remove('dragged');
  if (rows(root).map((row) => row.dataset.id).join('\n') !== root._before) settled(root, li);
};

const content = (line) => {
  const made = element('div', 'content');
  if (line.code) made.append(element('code', '', line.code));
  else made.append(element('span', 'title', line.title), nameElement(line.formula, 'formula'));
  if (line.note) made.append(element('span', 'note', line.note));
  return made;
};

const row = (root, line) => {
  const { labels, locked } = root._data;
  const li = element('li', line.mark);
  const title = line.code || line.title;
  Object.assign(li.dataset, { id: line.id, title });
  if (!locked) li.append(button('grip', '', filled(labels.grip, { title }), null));
  li.append(element('span', 'place'), content(line));
  if (locked) {
    if (line.mark) li.append(element('span', `mark ${line.mark}`));
  } else {
    const up = button('move up', '↑', filled(labels.up, { title }), () => move(root, li, -1));
    const down = button('move down', '↓', filled(labels.down, { title }), () => move(root, li, 1));
    up.tabIndex = down.tabIndex = -1; // one stop a line: its grip, where the arrow keys do the same
    li.append(up, down);
  }
  return li;
};

const build = (root, data) => {
  const list = element('ol', data.locked ? 'locked' : '');
  list.setAttribute('aria-label', data.labels.list);
  list.append(...data.lines.map((line) => row(root, line)));
  const spoken = element('div', 'spoken');
  spoken.setAttribute('aria-live', 'polite');
  root.replaceChildren(list, spoken);
  if (data.locked) return;
  ends(root);
  list.onkeydown = (event) => keyed(root, event);
  list.onpointerdown = (event) => grab(root, event);
  list.onpointermove = (event) => drag(root, event);
  list.onpointerup = list.onpointercancel = () => drop(root);
};

export default function ({ data: [data], parentElement, setStateValue }) {
  const root = parentElement.querySelector('#root');
  const fresh = root._signature !== data.signature;
  Object.assign(root, { _data: data, _set: setStateValue, _signature: data.signature });
  if (fresh) build(root, data);
  settleOrder(root);
  offerPassed(data.holds, {
    said: () => data.labels.list,
    read: (order) => order.split('\n').map((id) => titleOf(data, id)).join(' → '),
    enter: (_part, order) => putInOrder(root, order),
    there: () => root.isConnected,
  });
}
