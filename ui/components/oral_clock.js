// Time to think, then time to speak, counted down by the browser's own clock; what goes beyond it is counted up.

const written = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;

const phaseOf = (root, now) => (now < root._speaks ? 'think' : now < root._ends ? 'speak' : 'over');

const show = (root, phase) => {
  if (root._phase === phase) return;
  const { labels } = root._data;
  root.querySelector('.phase').textContent = labels[phase];
  root.querySelector('.status').textContent = root._phase ? labels[`${phase}_said`] ?? '' : '';
  root.querySelector('.early').hidden = phase !== 'think';
  root.querySelector('.clock').classList.toggle('beyond', phase === 'over');
  root._phase = phase;
};

const tick = (root) => {
  const now = performance.now();
  const phase = phaseOf(root, now);
  show(root, phase);
  const until = phase === 'think' ? root._speaks : root._ends;
  const whole = 1000 * (phase === 'think' ? root._data.thinking : root._data.speaking);
  const seconds = Math.abs(until - now) / 1000;
  root.querySelector('.left').textContent = phase === 'over' ? `+${written(Math.floor(seconds))}` : written(Math.ceil(seconds));
  root.querySelector('.bar i').style.transform = `scaleX(${phase === 'over' ? 0 : Math.min(1, (until - now) / whole)})`;
};

const speak = (root) => {
  const now = performance.now();
  root._speaks = now;
  root._ends = now + root._data.speaking * 1000;
  tick(root);
  root._trigger('speak', true);
};

const build = (root) => {
  const timer = element('div', 'clock');
  timer.setAttribute('role', 'timer');
  const bar = element('span', 'bar');
  bar.append(element('i'));
  const early = button('early', root._data.labels.early, '', () => speak(root));
  timer.append(element('span', 'phase'), element('span', 'left'), bar, early);
  const status = element('p', 'status');
  status.setAttribute('role', 'status');
  root.replaceChildren(timer, status);
  root._phase = '';
};

export default function ({ data: [data], parentElement, setTriggerValue }) {
  const root = parentElement.querySelector('#root');
  const fresh = root._signature !== data.signature;
  Object.assign(root, { _data: data, _trigger: setTriggerValue, _signature: data.signature });
  const now = performance.now();
  root._speaks = now + data.left_to_think * 1000;
  root._ends = data.left_to_think > 0 ? root._speaks + data.speaking * 1000 : now + data.left_to_speak * 1000;
  if (fresh) build(root);
  clearInterval(root._ticking);
  root._ticking = setInterval(() => tick(root), 250);
  tick(root);
  return () => clearInterval(root._ticking);
}
