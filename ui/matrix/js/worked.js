// The arithmetic of the selected cell, one line under the other; a term under the pointer lights its cells.

const lit = (root, words) => {
  root.querySelectorAll('.lit').forEach((e) => e.classList.remove('lit'));
  words.forEach((word) => { if (word.source) cellOf(root, word.source.block, word.source.i, word.source.j)?.classList.add('lit'); });
};

const termsOf = (words) => {
  const terms = [];
  words.forEach((word) => {
    const last = terms.at(-1);
    if (last && last[0].term === word.term && !/^ [+−] $/.test(word.text)) last.push(word);
    else terms.push([word]);
  });
  return terms;
};

const wordElement = (word) => {
  const span = element('span', word.kind, word.text);
  if (word.source) span.classList.add(`from-${word.source.kind}`);
  return span;
};

const termElement = (root, words) => {
  const sign = /^ [+−] $/.test(words[0].text) ? words[0].text.trim() : '';
  const term = element('span', 'term');
  if (sign) term.append(element('span', 'plus', sign));
  const body = element('span', 'body');
  (sign ? words.slice(1) : words).forEach((word) => body.append(wordElement(word)));
  body.onpointerenter = () => { lit(root, words); body.classList.add('lit'); };
  body.onpointerleave = () => lit(root, []);
  term.append(body);
  return term;
};

const lineElement = (root, line) => {
  const row = element('div', 'line');
  row.append(element('span', 'equals', line.sign));
  const terms = element('span', 'terms');
  termsOf(line.words).forEach((words) => terms.append(termElement(root, words), element('wbr')));
  row.append(terms);
  return row;
};

const resultElement = (worked) => {
  const row = element('div', 'line');
  row.append(element('span', 'equals', worked.sign), element('span', 'outcome', worked.result));
  return row;
};

const jumpElement = ([text, target]) => {
  const button = element('button', 'jump', text);
  button.type = 'button';
  button.onclick = () => document.querySelector(`.st-key-${CSS.escape(target)}`)
    ?.scrollIntoView({ behavior: calm() ? 'auto' : 'smooth', block: 'start' });
  return button;
};

const work = (root, worked) => {
  const box = root.querySelector('.worked');
  const key = JSON.stringify(worked);
  if (box._key === key) return;
  box._key = key;
  box.replaceChildren();
  box.hidden = !worked;
  if (!worked) return;
  box.append(element('div', 'who', worked.label));
  if (worked.symbols) box.append(element('div', 'symbols', `= ${worked.symbols}`));
  worked.lines.forEach((line) => box.append(lineElement(root, line)));
  if (worked.result) box.append(resultElement(worked));
  if (worked.note) box.append(element('div', 'note', worked.note));
  if (worked.jump) box.append(jumpElement(worked.jump));
  box.style.animation = 'none';
  void box.offsetWidth;
  box.style.animation = '';
};
