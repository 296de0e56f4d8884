// Streamlit's own words are English. Where the page speaks another language they are replaced, in what is read and in
// what a screen reader is told; nothing is touched that a learner wrote. `words` are pairs of what Streamlit says, with
// {} for what varies, and what is said instead; they hold for whole texts only.
const speak = (() => {
  const NAMED = ['aria-label', 'aria-roledescription', 'title', 'placeholder', 'alt'];
  const IN_TEXT =
    '[data-testid=stSkipToContent], [data-testid^=stMainMenu], [data-testid=stThemeSwitcher], [data-testid=stDateInput], ' +
    '[data-testid=stDateInputCalendar], [data-testid=stFileUploader], [data-testid=stFileUploaderDropzone], ' +
    '[data-testid=InputInstructions], [data-testid=stStatusWidget], [data-testid=stConnectionStatus], ' +
    '[role=listbox], [role=dialog] [role=heading], [role=dialog] table, [role=application], [role=option], kbd, ' +
    '[data-live-announcer], [aria-live]';
  const ENGLISH = /[A-Za-z]{2,}/;
  const DATE = /^(?:.*, )?(January|February|March|April|May|June|July|August|September|October|November|December) (?:(\d{1,2}), )?(\d{4})$/;

  const escaped = (text) => text.replace(/[.*+?^$()|[\]\\]/g, '\\$&');
  const rules = (words) =>
    words.map(([said, meant]) => [new RegExp(`^${escaped(said).replaceAll('{}', '(.+?)')}$`, 's'), meant]);

  const MONTH = /^(January|February|March|April|May|June|July|August|September|October|November|December)$/;

  const inDates = (text, tag) => {
    if (MONTH.test(text)) return new Date(`${text} 1, 2000`).toLocaleDateString(tag, { month: 'long' });
    const found = DATE.exec(text);
    if (!found) return '';
    const [, month, day, year] = found;
    const when = new Date(`${month} ${day ?? 1}, ${year}`);
    const parts = { year: 'numeric', month: 'long', ...(day ? { day: 'numeric', weekday: 'long' } : {}) };
    return when.toLocaleDateString(tag, parts);
  };

  const instead = (text, said) => {
    const trimmed = text.trim();
    if (!ENGLISH.test(trimmed)) return '';
    for (const [pattern, meant] of said.rules) {
      const found = pattern.exec(trimmed);
      if (found) return meant.replace('{}', () => instead(found[1] ?? '', said) || (found[1] ?? ''));
    }
    return inDates(trimmed, said.tag);
  };

  // What stood there before, so that another language finds it again.
  const texts = new Map();
  const put = (node, before, after) => {
    texts.set(node, [before, after]);
    node.data = after;
  };

  const named = (element, said) => {
    for (const name of NAMED) {
      const text = element.getAttribute(name);
      const other = text && instead(text, said);
      if (!other || other === text) continue;
      element.dataset[`was${name.replace('-', '')}`] = text;
      element.setAttribute(name, other);
    }
  };

  const replaced = (root, said) => {
    const within = root.nodeType === Node.ELEMENT_NODE ? root : root.parentElement;
    if (!within) return;
    if (root.nodeType === Node.ELEMENT_NODE) {
      named(root, said);
      root.querySelectorAll(NAMED.map((name) => `[${name}]`).join(',')).forEach((element) => named(element, said));
    }
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const found = root.nodeType === Node.TEXT_NODE ? [root] : [];
    while (walk.nextNode()) found.push(walk.currentNode);
    for (const node of found) {
      if (!ENGLISH.test(node.data) || !node.parentElement?.closest(IN_TEXT)) continue;
      const other = instead(node.data, said);
      if (other && other !== node.data) put(node, node.data, other);
    }
  };

  const restored = () => {
    for (const [node, [before, after]] of texts) if (node.data === after) node.data = before;
    texts.clear();
    for (const name of NAMED) {
      const key = `was${name.replace('-', '')}`;
      document.querySelectorAll(`[data-${key}]`).forEach((element) => {
        element.setAttribute(name, element.dataset[key]);
        delete element.dataset[key];
      });
    }
  };

  let watching;
  const speak = (words, tag) => {
    const key = JSON.stringify([words, tag]);
    if (watching?.key === key) return;
    watching?.observer.disconnect();
    restored();
    watching = undefined;
    if (!words.length) return;
    const said = { rules: rules(words), tag };
    const observer = new MutationObserver((records) => {
      for (const record of records) {
        if (record.type === 'childList') record.addedNodes.forEach((node) => replaced(node, said));
        else if (record.type === 'attributes') named(record.target, said);
        else replaced(record.target, said);
      }
    });
    replaced(document.body, said);
    observer.observe(document.body, {
      subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: NAMED,
    });
    watching = { key, observer };
  };
  return speak;
})();
