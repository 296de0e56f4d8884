// What is cut off at an edge or can only be reached by scrolling sideways: controls, headings and texts, without what
// stands in a figure, in a formula, or behind another control. Each as a sentence.
() => {
  const WATCHED = 'button, a, textarea, select, label, [role=radio], [role=tab], h1, h2, h3, p, td, th, input';
  const HIDDEN = 'input[type=file], input[type=checkbox], input[type=radio], input[type=range], [aria-hidden=true], [aria-hidden=true] *';
  const SIDEWAYS = ['auto', 'scroll'];
  const all = (root) => [...root.querySelectorAll('*')].filter((one) => !one.shadowRoot);
  const above = (one) => (one.parentElement ? [one.parentElement, ...above(one.parentElement)] : []);
  const isSeen = (one) => {
    const box = one.getBoundingClientRect();
    const style = getComputedStyle(one);
    return box.width > 1 && box.height > 1 && style.visibility !== 'hidden' && style.clipPath === 'none';
  };
  const name = (one) => `${one.tagName} ${(one.innerText || one.ariaLabel || one.className || '').toString().trim().slice(0, 30)}`;
  const edges = (one) => {
    let [left, right] = [0, document.documentElement.clientWidth];
    for (const outer of above(one)) {
      const style = getComputedStyle(outer);
      const box = outer.getBoundingClientRect();
      if (style.overflowX === 'visible' || style.textOverflow === 'ellipsis' || box.width <= 1) continue;
      [left, right] = [Math.max(left, box.left), Math.min(right, box.right)];
    }
    return [left, right];
  };
  const found = [];
  for (const one of all(document.querySelector('[data-testid=stMain]'))) {
    if (!one.matches(WATCHED) || one.matches(HIDDEN) || one.closest('.katex, pre') || !isSeen(one)) continue;
    if (above(one).some((outer) => outer.getBoundingClientRect().width <= 1)) continue;
    const box = one.getBoundingClientRect();
    const [left, right] = edges(one);
    if (box.right > right + 2 || box.left < left - 2) {
      found.push(`${name(one)} from ${Math.round(box.left)} to ${Math.round(box.right)}, seen from ${Math.round(left)} to ${Math.round(right)}`);
    }
  }
  const main = document.querySelector('[data-testid=stMain]');
  for (const one of [document.documentElement, main]) {
    if (one.scrollWidth > one.clientWidth) found.push(`the page is ${one.scrollWidth - one.clientWidth} px wider than the window`);
  }
  for (const one of all(main)) {
    if (!SIDEWAYS.includes(getComputedStyle(one).overflowX) || one.scrollWidth <= one.clientWidth + 2 || !isSeen(one)) continue;
    if (one.matches('input, textarea, pre, pre *, code')) continue;
    found.push(`${name(one)} scrolls sideways: ${one.scrollWidth} px in ${one.clientWidth}`);
  }
  return found.slice(0, 8);
}
