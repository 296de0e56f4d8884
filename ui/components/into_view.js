// The element with an id comes into view. A lesson is drawn bit by bit, and what is drawn later moves it: so it is
// brought there again until nothing moves any more, or until whoever reads does something.

const PATIENCE = 4000; // milliseconds in which it may still be drawn or moved
const OWN = ['wheel', 'touchstart', 'keydown', 'pointerdown'];

// The part of the page that scrolls gets the keyboard where nothing else has it: space and the arrows turn pages then.
const takeKeys = (found) => {
  const main = found?.closest('[data-testid=stMain]');
  if (!main || document.activeElement !== document.body) return;
  main.tabIndex = -1;
  main.style.outline = 'none';
  main.focus({ preventScroll: true });
};

const follow = (root, data, until) => {
  if (root._of !== data.of || root._left || performance.now() > until) return;
  const found = document.getElementById(data.id);
  if (found && Math.abs(found.getBoundingClientRect().top - root._top) > 1) found.scrollIntoView({ block: 'start' });
  takeKeys(found);
  root._top = found ? found.getBoundingClientRect().top : NaN;
  setTimeout(() => follow(root, data, until), 100);
};

export default function ({ data: [data], parentElement }) {
  const root = parentElement.querySelector('#root');
  takeNoRoom(parentElement);
  if (root._of === data.of) return;
  Object.assign(root, { _of: data.of, _left: false, _top: Infinity });
  const leave = () => { root._left = true; };
  for (const event of OWN) window.addEventListener(event, leave, { once: true, passive: true });
  follow(root, data, performance.now() + PATIENCE);
  return () => OWN.forEach((event) => window.removeEventListener(event, leave));
}
