// Symbols: letters in italics, the rest upright, a sub- and a superscript side by side one over the other.

const LETTERS = /\p{L}\p{M}*/gu;

const withItalics = (text) => {
  const made = document.createDocumentFragment();
  let end = 0;
  for (const { 0: letter, index } of text.matchAll(LETTERS)) {
    if (index > end) made.append(text.slice(end, index));
    made.append(element('i', '', letter));
    end = index + letter.length;
  }
  made.append(text.slice(end));
  return made;
};

const pieceElement = ([text, kind]) => {
  const [shift, style] = kind === 'upright' ? ['', kind] : kind.split(' ');
  const made = element(shift || 'span');
  made.append(style ? text : withItalics(text));
  return made;
};

const scripts = (pieces) => pieces.filter(([, kind]) => /^su[bp]/.test(kind));

const nameElement = (pieces, name = 'name') => {
  const made = element('span', name);
  let stack = null;
  pieces.forEach((piece, n) => {
    const pair = scripts(pieces.slice(n, n + 2));
    const stacks = pair.length === 2 && pair[0][1].slice(0, 3) !== pair[1][1].slice(0, 3);
    if (stacks && !stack) {
      stack = element('span', 'stack');
      stack.append(...pair.sort((a) => (a[1].startsWith('sup') ? -1 : 1)).map(pieceElement));
      made.append(stack);
    } else if (stack) {
      stack = null; // the second of a pair has been set with the first
    } else {
      made.append(pieceElement(piece));
    }
  });
  return made;
};
