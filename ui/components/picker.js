// One panel for all that can be picked. Topics are filtered here; the page is asked for the rest once typing pauses.

const PAUSE = 220; // milliseconds
const SORTS = ['lesson', 'question', 'mistake'];

const normal = (text) => text.normalize('NFKC').toLowerCase().replace(/\s+/g, '');

const fits = (topic, query) => !query || normal(topic.title).includes(query)
  || topic.initials.split(' ').some((each) => each.includes(query));

const option = (root, chosen, mark, title, detail, score) => {
  const made = element('div', 'option');
  made.setAttribute('role', 'option');
  made.id = `option_${root._options.length}`;
  made.setAttribute('aria-selected', chosen.sort === 'topic' && chosen.id === root._data.here);
  if (mark) made.append(mark);
  const text = element('span', 'title', title);
  if (detail) text.append(element('small', '', detail));
  made.append(text);
  if (score) made.append(element('span', 'score', score));
  made.onclick = () => choose(root, chosen);
  made.onpointermove = () => activate(root, root._options.indexOf(made), false);
  root._options.push(made);
  made._chosen = chosen;
  return made;
};

const group = (name, options) => {
  const made = element('div', 'group');
  made.setAttribute('role', 'group');
  made.setAttribute('aria-label', name);
  const shown = element('div', 'name', name);
  shown.setAttribute('aria-hidden', 'true');
  made.append(shown, ...options);
  return made;
};

const marked = (root, state) => {
  const made = element('i', `mark ${state}`);
  const said = root._data.labels[state];
  if (said) Object.entries({ role: 'img', 'aria-label': said }).forEach(([name, value]) => made.setAttribute(name, value));
  return made;
};

const topics = (root, query) => root._data.groups.flatMap((one) => {
  const found = one.topics.filter((topic) => fits(topic, query));
  if (!found.length) return [];
  const shown = found.map((topic) => option(root, { sort: 'topic', id: topic.id }, marked(root, topic.state), topic.title, '', topic.score));
  return [group(one.title, shown)];
});

const elsewhere = (root, query) => {
  if (!query || normal(root._data.query) !== query) return [];
  return SORTS.flatMap((sort) => {
    const found = root._data.found.filter((one) => one.sort === sort);
    if (!found.length) return [];
    const shown = found.map((one) => option(root, { sort, topic: one.topic, id: one.id }, null, one.title, one.detail, ''));
    return [group(root._data.labels[sort], shown)];
  });
};

const activate = (root, k, scroll = true) => {
  root._options.forEach((one, n) => one.classList.toggle('active', n === k));
  root._active = k;
  const one = root._options[k];
  if (one) root._field.setAttribute('aria-activedescendant', one.id);
  else root._field.removeAttribute('aria-activedescendant');
  if (one && scroll) one.scrollIntoView({ block: 'nearest' });
};

const list = (root) => {
  const query = normal(root._field.value);
  root._options = [];
  const shown = [...topics(root, query), ...elsewhere(root, query)];
  const waits = query && normal(root._data.query) !== query;
  if (!shown.length && !waits) shown.push(element('div', 'nothing', root._data.labels.nothing));
  root._list.replaceChildren(...shown);
  const here = root._options.findIndex((one) => one.getAttribute('aria-selected') === 'true');
  activate(root, query ? 0 : here, true);
};

const choose = (root, chosen) => {
  root._panel.hidePopover();
  root._trigger('chosen', chosen);
};

const typed = (root) => {
  list(root);
  clearTimeout(root._pause);
  const query = root._field.value.trim();
  if (query && !root._composing) root._pause = setTimeout(() => root._trigger('asked', { query }), PAUSE);
};

const keyed = (root, event) => {
  event.stopPropagation(); // the page has shortcuts on arrows and Enter
  if (event.isComposing) return;
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const count = root._options.length;
  if (by && count) activate(root, (root._active + by + count) % count);
  else if (event.key === 'Enter' && root._options[root._active]) choose(root, root._options[root._active]._chosen);
  else return;
  event.preventDefault();
};

// Under the button where there is room, else as far up as it takes; always inside the window.
const place = (root) => {
  const at = root._open.getBoundingClientRect();
  const { width, height } = root._panel.getBoundingClientRect();
  const left = Math.max(12, Math.min(at.left, innerWidth - width - 12));
  const top = Math.max(12, Math.min(at.bottom + 6, innerHeight - height - 12));
  Object.assign(root._panel.style, { left: `${left}px`, top: `${top}px` });
};

const opened = (root, event) => {
  const open = event.newState === 'open';
  root._open.setAttribute('aria-expanded', open);
  if (!open) return;
  root._field.value = '';
  list(root);
  place(root);
  activate(root, root._active);
  root._field.focus();
};

const build = (root) => {
  const { labels } = root._data;
  root._options = [];
  root._open = button('open', '', '', () => root._panel.togglePopover());
  root._open.append(element('span', '', labels.button));
  Object.entries({ 'aria-haspopup': 'listbox', 'aria-expanded': 'false' }).forEach(([name, value]) => root._open.setAttribute(name, value));
  root._panel = element('div', 'panel');
  root._panel.setAttribute('popover', 'auto');
  root._field = element('input', 'field');
  Object.entries({
    type: 'text', role: 'combobox', placeholder: labels.field, 'aria-label': labels.field, 'aria-expanded': 'true',
    'aria-controls': 'list', 'aria-autocomplete': 'list', autocomplete: 'off', spellcheck: 'false', maxlength: '60',
  }).forEach(([name, value]) => root._field.setAttribute(name, value));
  root._list = element('div', 'list');
  Object.entries({ id: 'list', role: 'listbox', 'aria-label': labels.list }).forEach(([name, value]) => root._list.setAttribute(name, value));
  root._panel.append(root._field, root._list);
  root._field.oninput = () => typed(root);
  root._field.addEventListener('compositionstart', () => { root._composing = true; });
  root._field.addEventListener('compositionend', () => { root._composing = false; typed(root); });
  root._panel.onkeydown = (event) => keyed(root, event);
  root._panel.addEventListener('toggle', (event) => opened(root, event));
  root.replaceChildren(root._open, root._panel);
};

export default function ({ data: [data], parentElement, setTriggerValue }) {
  const root = parentElement.querySelector('#root');
  const fresh = root._signature !== data.signature;
  Object.assign(root, { _data: data, _trigger: setTriggerValue, _signature: data.signature });
  if (fresh) build(root);
  else if (root._panel.matches(':popover-open')) list(root);
}
