// Counts down by the browser's own clock and says once that the time is over.

const SENDING = 500; // milliseconds for what was typed last to arrive first

const written = (seconds) => {
  const two = (n) => String(n).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
  return hours ? `${hours}:${rest}` : rest;
};

const tick = (root) => {
  const left = Math.max(0, (root._ends - performance.now()) / 1000);
  root.querySelector('.left').textContent = written(Math.ceil(left));
  root.querySelector('.bar i').style.transform = `scaleX(${left / root._seconds})`;
  root.querySelector('.clock').classList.toggle('short', left < 300 && left < root._seconds / 4);
  if (left > 0) return;
  clearInterval(root._ticking);
  if (root._over) return;
  root._over = true;
  leave();
  setTimeout(() => root._trigger('over', true), SENDING);
};

// What is being typed is sent when its field is left.
const leave = () => {
  let field = document.activeElement;
  while (field?.shadowRoot?.activeElement) field = field.shadowRoot.activeElement;
  field?.blur();
};

const build = (root, data) => {
  const timer = element('div', 'clock');
  timer.setAttribute('role', 'timer');
  timer.setAttribute('aria-label', data.label);
  const bar = element('span', 'bar');
  bar.append(element('i'));
  timer.append(element('span', 'left'), bar);
  root.replaceChildren(timer);
};

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector('#root');
  if (!root.querySelector('.clock')) build(root, data);
  Object.assign(root, { _ends: performance.now() + data.left * 1000, _seconds: data.seconds, _trigger: setTriggerValue, _over: false });
  clearInterval(root._ticking);
  root._ticking = setInterval(() => tick(root), 250);
  tick(root);
  return () => clearInterval(root._ticking);
}
