// A sum walked term by term: the term that is read is lit with its cells, and what stands so far is said.

const read = (root, walk, k) => {
  walk.terms.forEach(({ body, words }, n) => {
    body.classList.toggle('lit', n === k);
    if (n !== k) light(root, words, false);
  });
  light(root, walk.terms[k].words, true);
  walk.at = k;
  const place = word(root, 'term', { k: k + 1, n: walk.terms.length });
  walk.said.textContent = `${place} · ${word(root, 'together', { sum: walk.subtotals[k] })}`;
  walk.back.disabled = k === 0;
  walk.further.disabled = k === walk.terms.length - 1;
  if (walk.further.disabled && walk.further.matches(':focus')) walk.back.focus();
  if (walk.back.disabled && walk.back.matches(':focus')) walk.further.focus();
};

const stepButton = (root, walk, key, sign, by) => {
  const made = button('step', sign, () => read(root, walk, walk.at + by));
  made.setAttribute('aria-label', word(root, key));
  return made;
};

const begin = (root, walk, box) => {
  walk.said = liveElement('place');
  walk.back = stepButton(root, walk, 'earlier', '‹', -1);
  walk.further = stepButton(root, walk, 'later', '›', 1);
  box.replaceChildren(walk.back, walk.said, walk.further);
  read(root, walk, 0);
  walk.further.focus();
};

const walkElement = (root, line, terms) => {
  const walk = { subtotals: line.subtotals, terms, at: 0 };
  const box = element('div', 'walk');
  box.append(button('jump', word(root, 'term_by_term'), () => begin(root, walk, box)));
  return box;
};
