// A formula that is wider than the page is set smaller until it fits, and one that still does not can be reached and
// scrolled by keyboard.

const LEAST_SIZE = 0.55; // of what it was; below that it could not be read
const WIDE = '.katex-display, .st-key-overview, [class*=st-key-step_] > .stElementContainer:first-child p';
const SOON = 120; // milliseconds: a page is drawn bit by bit

const isWide = (one) => one.scrollWidth > one.clientWidth + 1;

const fitFormula = (one) => {
  const formulas = one.matches('.katex-display') ? [...one.children] : [...one.querySelectorAll('.katex')];
  for (const formula of formulas) formula.style.fontSize = '';
  one.removeAttribute('tabindex');
  if (!isWide(one)) return;
  const share = Math.max(LEAST_SIZE, (0.985 * one.clientWidth) / one.scrollWidth);
  for (const formula of formulas) formula.style.fontSize = `${share * parseFloat(getComputedStyle(formula).fontSize)}px`;
  if (isWide(one)) one.tabIndex = 0;
};

const fitFormulas = () => {
  const main = document.querySelector('[data-testid=stMain]');
  if (main) [...main.querySelectorAll(WIDE)].forEach(fitFormula);
};

const keepFitting = () => {
  let waiting;
  const later = () => { clearTimeout(waiting); waiting = setTimeout(fitFormulas, SOON); };
  new MutationObserver(later).observe(document.body, { childList: true, subtree: true, characterData: true });
  addEventListener('resize', later);
  document.fonts.addEventListener('loadingdone', later);
  later();
};
