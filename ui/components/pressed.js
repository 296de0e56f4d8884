// Buttons that stand in the page's own markup: what they are called goes to the server, and the focus follows them.

const PATIENCE = 5000; // milliseconds in which it may still be drawn

const placeOf = (name) => name.slice(name.indexOf(':') + 1);

// The button that is drawn at the same place in its stead.
const follow = (name, since) => {
  const there = [...document.querySelectorAll('[data-press]')].find(({ dataset }) => dataset.press !== name && placeOf(dataset.press) === placeOf(name));
  if (there) there.focus({ preventScroll: true });
  else if (performance.now() - since < PATIENCE) setTimeout(() => follow(name, since), 50);
};

export default function ({ data: [data], parentElement, setTriggerValue }) {
  const host = parentElement.host ?? parentElement;
  const box = host.closest('[data-testid=stElementContainer]');
  if (box) box.style.display = 'none';
  const pressed = (event) => {
    const found = event.target.closest?.(`.st-key-${data.within} [data-press]`);
    if (!found) return;
    setTriggerValue('pressed', found.dataset.press);
    follow(found.dataset.press, performance.now());
  };
  document.addEventListener('click', pressed);
  return () => document.removeEventListener('click', pressed);
}
