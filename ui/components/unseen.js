// The page's language for screen readers, hyphenation and fonts: Streamlit always says English.

// On a narrow screen the bar is a menu that lies over the page: it closes when it has been used.
const closeMenu = (event) => {
  if (!event.target.closest?.('[data-testid=stSidebar] a') || !matchMedia('(max-width: 768px)').matches) return;
  setTimeout(() => document.querySelector('[data-testid=stSidebarCollapseButton] button')?.click(), 0);
};

// Streamlit keeps the theme for the page of the address alone: whoever chooses one wants it on all of them.
const LOADED = location.pathname;
const HIDDEN = ['/', '/mistakes', '/settings', '/session', '/check', '/glossary'];
const themeEverywhere = (event) => {
  if (!event.target.closest?.('[data-testid^=stMainMenuItem-theme-]')) return;
  setTimeout(() => {
    const kept = Object.keys(localStorage).find((name) => name.startsWith(`stActiveTheme-${LOADED}-v`));
    const links = [...document.querySelectorAll('a[href]')].filter((link) => link.origin === location.origin);
    const paths = new Set([...HIDDEN, ...links.map((link) => link.pathname)]);
    for (const name of Object.keys(localStorage)) if (!kept && name.startsWith('stActiveTheme-')) localStorage.removeItem(name);
    if (!kept) return;
    const version = kept.slice(`stActiveTheme-${LOADED}`.length);
    for (const path of paths) localStorage.setItem(`stActiveTheme-${path}${version}`, localStorage.getItem(kept));
  }, 100);
};

// Whoever reloads or closes the page has left the field they were typing in: fields send what they hold when they are left.
const leaveField = () => {
  let one = document.activeElement;
  while (one?.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
  if (one?.matches('input, textarea')) one.blur();
};

// So has whoever goes back or on in the browser's history; a browser that does not tell of it before only holds the text.
const leaveFieldOnTheWay = ({ navigationType }) => {
  if (navigationType === 'traverse') leaveField();
};

// A radio button or a box to tick keeps Enter to itself, and the page's shortcuts with it would not be heard.
const passEnterOn = (event) => {
  const chosen = event.target.matches?.('input[type=radio], input[type=checkbox]');
  if (!chosen || event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
  event.stopPropagation(); // else a box that does not keep it would press twice
  document.dispatchEvent(new KeyboardEvent('keydown', event));
};

export default function ({ data, parentElement }) {
  const [{ tag, words, passed, in_address: inAddress }] = data;
  (globalThis.stepwise ??= { waiting: new Set() }).saidOfPassed = passed;
  document.documentElement.lang = tag;
  speak(words, tag);
  if (!document.documentElement.dataset.menu) {
    document.documentElement.dataset.menu = 'closes';
    document.addEventListener('click', closeMenu);
    document.addEventListener('click', themeEverywhere, true);
    document.addEventListener('keydown', passEnterOn, true);
    addEventListener('beforeunload', leaveField);
    globalThis.navigation?.addEventListener('navigate', leaveFieldOnTheWay);
    keepInAddress();
    keepFitting();
    holdFields();
    hearPresses();
    hearSilence();
  }
  sayInAddress(inAddress);
  takeNoRoom(parentElement);
}
