// The arithmetic of the selected cell, one line under the other; a term under the pointer lights the cells it is made of.

const PLUS = /^ ([+−]) $/;

const light = (root, words, on) => words.forEach(({ source }) => {
  if (source) cellOf(root, source.block, source.i, source.j)?.classList.toggle('lit', on);
});

const lights = (root, span, words) => {
  if (!words.some((word) => word.source)) return;
  span.onpointerenter = () => { span.classList.add('lit'); light(root, words, true); };
  span.onpointerleave = () => { span.classList.remove('lit'); light(root, words, false); };
};

const wordElement = (word) => {
  const made = element('span', word.kind, word.text);
  if (word.source) made.classList.add(`from-${word.source.kind}`);
  return made;
};

// A sum falls apart at the signs between its summands; anything else is one piece.
const termsOf = (words) => words.reduce((terms, word, n) => {
  const sign = PLUS.exec(word.text)?.[1];
  if (sign && words[n + 1]?.term > (words[n - 1]?.term ?? 0)) terms.push({ sign, words: [] });
  else terms.at(-1).words.push(word);
  return terms;
}, [{ sign: '', words: [] }]);

const termElement = (root, sign, words, whole) => {
  const term = element('span', 'term');
  const body = element('span', whole ? 'body flow' : 'body');
  words.forEach((word) => {
    const sum = whole && PLUS.exec(word.text);
    const made = sum ? element('span', 'relation', sum[1]) : wordElement(word);
    if (whole) lights(root, made, [word]);
    body.append(...(sum ? [element('wbr'), made] : [made]));
  });
  if (!whole) lights(root, body, words);
  term.append(element('span', 'relation', sign), body);
  return term;
};

const resultElement = (worked) => {
  const term = element('span', 'term');
  term.append(element('span', 'relation', worked.sign), element('span', 'outcome', worked.result));
  return term;
};

const lineElement = (root, line) => {
  const made = element('div', 'line');
  const terms = termsOf(line.words);
  made._terms = terms.map(({ sign, words }) => {
    const term = termElement(root, sign || line.sign, words, terms.length === 1);
    made.append(term, element('wbr'));
    return { body: term.lastChild, words };
  });
  return made;
};

// The first line that is a sum can be read term by term.
const walkOf = (root, worked, lines) => {
  const n = worked.lines.findIndex((line, k) => line.subtotals.length > 1 && line.subtotals.length === lines[k]._terms.length);
  return n < 0 ? [] : [walkElement(root, worked.lines[n], lines[n]._terms)];
};

const jumpElement = ([text, target]) => button('jump', text, () => {
  document.querySelector(`.st-key-${CSS.escape(target)}`)?.scrollIntoView({ behavior: motion(), block: 'start' });
});

const followElement = (root, [text, open]) => {
  const made = button('jump', text, () => root._trigger('followed', true));
  made.setAttribute('aria-expanded', String(open));
  return made;
};

const fadeIn = (box) => {
  box.style.animation = 'none';
  void box.offsetWidth; // restarts the fade
  box.style.animation = '';
};

// On a phone the arithmetic stands below all matrices: it is brought in sight where a cell was chosen.
const bring = (root) => root.querySelector('.worked').scrollIntoView({ behavior: motion(), block: 'nearest' });

const work = (root, worked) => {
  const box = root.querySelector('.worked');
  const now = JSON.stringify(worked);
  if (box._shown === now) return;
  const again = box._shown !== undefined;
  box._shown = now;
  box.hidden = !worked;
  box.replaceChildren();
  root.querySelectorAll('.lit').forEach((td) => td.classList.remove('lit'));
  if (!worked) return;
  box.append(nameElement(worked.label, 'who'));
  if (worked.symbols.length) box.append(nameElement([['= ', '', true], ...worked.symbols], 'symbols'));
  const lines = worked.lines.map((line) => lineElement(root, line));
  const walk = walkOf(root, worked, lines);
  if (!lines.length && worked.result) lines.push(element('div', 'line'));
  if (worked.result) lines.at(-1).append(resultElement(worked));
  box.append(...lines);
  if (worked.note) box.append(element('div', 'said', worked.note));
  const ways = element('div', 'ways');
  if (worked.jump) ways.append(jumpElement(worked.jump));
  ways.append(...walk);
  if (worked.follow) ways.append(followElement(root, worked.follow));
  if (ways.hasChildNodes()) box.append(ways);
  if (again) fadeIn(box);
};
