// Elements that can be pressed: a press, or an arrow among tabs, is said to the server.

const PAUSE = 120; // milliseconds; who holds an arrow key passes moments without opening each

const tabsOf = (root, tab) => [...tab.closest('[role=tablist]').querySelectorAll('[data-to]')];

// What was chosen is marked at once; the server's answer only confirms it.
const mark = (root, tab) => {
  root.querySelectorAll('[role=tab]').forEach((other) => {
    other.setAttribute('aria-selected', String(other === tab));
    other.tabIndex = other === tab ? 0 : -1;
  });
  const now = tab.closest('.grid')?.querySelector('.now');
  if (now) now.style.gridColumn = tab.dataset.column;
};

// What is said of it came with the drawing.
const tell = (root, to) => {
  const said = root.querySelector('.said');
  if (said && root._told[to]) fill(said, root._told[to]);
};

const choose = (root, target, pause = 0) => {
  tell(root, target.dataset.to);
  const tab = target.matches('[role=tab]') ? target : root.querySelector(`[role=tab][data-to="${target.dataset.to}"]`);
  if (tab) mark(root, tab);
  clearTimeout(root._timer);
  root._timer = setTimeout(() => root._trigger('chosen', target.dataset.to), pause);
};

const keyed = (root, event) => {
  const tab = event.target.closest?.('[role=tablist] [data-to]');
  const goes = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity }[event.key];
  const pressed = event.target.closest?.('g[data-to]') && ['Enter', ' '].includes(event.key);
  if (pressed) {
    event.preventDefault();
    choose(root, event.target.closest('[data-to]'));
  }
  if (!tab || goes === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  event.stopPropagation(); // outside a drawing an arrow goes to the next step
  const tabs = tabsOf(root, tab).sort((a, b) => Number(b.matches('.before')) - Number(a.matches('.before')));
  const next = tabs[Math.max(0, Math.min(tabs.length - 1, tabs.indexOf(tab) + goes))];
  if (next === tab) return;
  next.focus();
  choose(root, next, PAUSE);
};

const focused = (root) => root.getRootNode().activeElement?.closest?.('[role=tablist]');

const inSight = (root) => {
  root.querySelectorAll('.scroll').forEach((box) => {
    const tab = box.querySelector('[role=tab][aria-selected=true]');
    if (!tab) return;
    const [left, right] = [tab.offsetLeft, tab.offsetLeft + tab.offsetWidth];
    const label = box.querySelector('.label')?.offsetWidth ?? 0;
    if (left - label < box.scrollLeft) box.scrollLeft = left - label;
    else if (right > box.scrollLeft + box.clientWidth) box.scrollLeft = right - box.clientWidth;
  });
};

// A diagram wider than its room is shown from its middle, or from the box that is open.
const centre = (box) => {
  const here = box.querySelector('.here');
  const open = here?.getAttribute('data-to') ?? '';
  if (box._open === open) return;
  box._open = open;
  const from = box.getBoundingClientRect();
  const at = here?.getBoundingClientRect();
  const middle = at ? box.scrollLeft + at.left + at.width / 2 - from.left : box.scrollWidth / 2;
  box.scrollLeft = middle - box.clientWidth / 2;
};

const centred = (root) => root.querySelectorAll('.depth').forEach(centre);

// The outline beside the figures follows the open part; it only scrolls in itself, never the page.
const followed = (root) => {
  const box = root.querySelector('.outline.beside');
  const now = box?.querySelector('[aria-current=step]');
  if (!now || box._now === now.dataset.to) return;
  box._now = now.dataset.to;
  const [top, end] = [now.offsetTop - box.offsetTop, now.offsetTop - box.offsetTop + now.offsetHeight];
  if (top < box.scrollTop || end > box.scrollTop + box.clientHeight) box.scrollTop = top - box.clientHeight / 2;
};

export default function ({ data: [data], parentElement, setTriggerValue }) {
  const root = parentElement.querySelector('#root');
  Object.assign(root, { _trigger: setTriggerValue, _told: data.told });
  const had = focused(root);
  fill(root, [data.tree]);
  if (had) root.querySelector('[role=tab][aria-selected=true]')?.focus({ preventScroll: true });
  inSight(root);
  centred(root);
  followed(root);
  saveable(root, parentElement.querySelector('#save'), data.save);
  root.onclick = (event) => {
    const target = event.target.closest?.('[data-to]');
    if (target) choose(root, target);
  };
  root.onkeydown = (event) => keyed(root, event);
}
