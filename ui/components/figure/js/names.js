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

// A piece is [text, shift, upright]; the shift, 'sub' or 'sup', is the name of its element too.
const pieceElement = ([text, shift, upright]) => {
  const made = element(shift || 'span');
  made.append(upright ? text : withItalics(text));
  return made;
};

const nameElement = (pieces, name = 'name') => {
  const made = element('span', name);
  let stack = null;
  pieces.forEach((piece, n) => {
    const pair = pieces.slice(n, n + 2);
    const [first, second] = pair.map(([, shift]) => shift);
    const stacks = first && second && first !== second;
    if (stacks && !stack) {
      stack = element('span', 'stack');
      stack.append(...pair.sort(([, shift]) => (shift === 'sup' ? -1 : 1)).map(pieceElement));
      made.append(stack);
    } else if (stack) {
      stack = null; // the second of a pair has been set with the first
    } else {
      made.append(pieceElement(piece));
    }
  });
  return made;
};
