// Streamlit has the theme in its menu alone, and keeps it in the browser: a button here opens the menu and presses there.

const PATIENCE = 2000; // milliseconds until the menu is there
const item = (name) => document.querySelector(`[data-testid=stMainMenuItem-theme-${name}]`);
const menu = () => document.querySelector('[data-testid=stMainMenuButton]');

const chosen = () => {
  const key = Object.keys(localStorage).find((name) => name.startsWith(`stActiveTheme-${location.pathname}-v`));
  const kept = key ? localStorage.getItem(key) : '';
  return ['Dark', 'Light'].find((one) => kept.includes(one)) ?? 'System';
};

const press = (name, done, since = performance.now()) => {
  const found = item(name);
  if (found) {
    found.click();
    if (item(name)) menu()?.click();
    done();
  } else if (performance.now() - since < PATIENCE) {
    setTimeout(() => press(name, done, since), 30);
  }
};

export default function ({ data, parentElement }) {
  const [{ group, labels }] = data;
  const root = parentElement.querySelector('#root');
  const box = element('div', 'themes');
  box.setAttribute('role', 'group');
  box.setAttribute('aria-label', group);
  const show = (name) => {
    for (const one of box.children) one.setAttribute('aria-pressed', String(one.dataset.name === name));
  };
  for (const [name, label] of Object.entries(labels)) {
    const made = button('', label, '', () => {
      menu()?.click();
      press(name, () => show(name));
    });
    made.dataset.name = name;
    box.append(made);
  }
  show(chosen());
  root.replaceChildren(box);
}
