// A clock of the browser's own, and a field whose text is sent when the typing pauses or the field is left.

const PAUSE = 600;

const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;

const over = (root) => {
  clearInterval(root._ticking);
  root.querySelector('.clock').hidden = true;
  root.querySelector('.over').textContent = root._data.labels.over;
};

const tick = (root) => {
  const left = (root._ends - performance.now()) / 1000;
  if (left <= 0) return over(root);
  root.querySelector('.left').textContent = clock(Math.ceil(left));
  root.querySelector('.bar i').style.transform = `scaleX(${left / root._data.seconds})`;
};

const send = (root) => {
  clearTimeout(root._draft);
  root._draft = null;
  root._set('text', root.querySelector('textarea').value);
};

const TEXT = 'text';

// What is kept need not be held; what a reload has left is written again.
const settleText = (root) => {
  const field = root.querySelector('textarea');
  const kept = fingerprint(root._data.text);
  let back = null;
  changing(root._data.holds, (held) => {
    back = fromBefore(held, TEXT, kept);
    if (back === null && !root._data.waits) acknowledge(held, TEXT, kept, field.value);
  });
  if (back !== null) writeAgain(root, back);
  offerPassed(root._data.holds, {
    said: () => root._data.labels.field,
    enter: (_part, text) => writeAgain(root, text),
    there: () => root.isConnected,
  });
};

const writeAgain = (root, text) => {
  root.querySelector('textarea').value = text;
  send(root);
};

const typed = (root) => {
  const { holds, text } = root._data;
  changing(holds, (held) => hold(held, TEXT, root.querySelector('textarea').value, fingerprint(text)));
  clearTimeout(root._draft);
  root._draft = setTimeout(() => send(root), PAUSE);
};

const leaving = (root) => {
  if (root._draft) send(root);
};

const field = (root, data) => {
  const label = element('label', '', data.labels.field);
  const made = element('textarea');
  Object.assign(made, { id: 'written', maxLength: data.longest, value: data.text });
  label.htmlFor = made.id;
  made.oninput = () => typed(root);
  made.onblur = () => leaving(root);
  made.onkeydown = (event) => event.stopPropagation(); // the page has shortcuts
  return [label, made];
};

const build = (root, data) => {
  const timer = element('div', 'clock');
  timer.setAttribute('role', 'timer');
  const bar = element('span', 'bar');
  bar.append(element('i'));
  const skip = button('skip', data.labels.skip, '', () => {
    over(root);
    root.querySelector('textarea').focus();
  });
  timer.append(element('span', 'think', data.labels.think), element('span', 'left'), bar, skip);
  const said = element('p', 'over');
  said.setAttribute('role', 'status');
  root.replaceChildren(timer, said, ...field(root, data));
  root._ends = performance.now() + data.left * 1000;
};

const start = (root) => {
  clearInterval(root._ticking);
  if (root.querySelector('.clock').hidden) return;
  root._ticking = setInterval(() => tick(root), 250);
  tick(root);
};

export default function ({ data: [data], parentElement, setStateValue }) {
  const root = parentElement.querySelector('#root');
  const fresh = root._signature !== data.signature;
  Object.assign(root, { _data: data, _set: setStateValue, _signature: data.signature });
  if (fresh) build(root, data);
  settleText(root);
  start(root);
  return () => clearInterval(root._ticking);
}
