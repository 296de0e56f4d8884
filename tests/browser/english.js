// Everything on the page that is read or told to a screen reader, by where it stands; formulas and code are not words.
() => {
  const SKIPPED = '.katex, code, pre, script, style, math, [data-testid=stIconMaterial], kbd';
  const NAMED = ['aria-label', 'title', 'placeholder', 'alt', 'aria-roledescription', 'aria-description'];
  const seen = (element) => {
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    return box.width > 0 && box.height > 0 && style.visibility !== 'hidden' && parseFloat(style.fontSize) > 0;
  };
  const found = new Set();
  for (const element of document.querySelectorAll('body, body *')) {
    if (element.closest(SKIPPED)) continue;
    const visible = seen(element);
    for (const name of NAMED) {
      const text = element.getAttribute(name);
      if (text && (visible || name.startsWith('aria'))) found.add(text.trim());
    }
    if (!visible) continue;
    for (const node of element.childNodes) {
      if (node.nodeType === Node.TEXT_NODE && node.data.trim()) found.add(node.data.trim());
    }
    for (const place of ['::before', '::after']) found.add(getComputedStyle(element, place).content);
  }
  return [...found];
}
