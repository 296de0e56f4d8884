// A figure as a picture (picture.js): its stage and its worked line.

const LEFT_OUT = '.ways, .lens, .save, .bar, .notice, .choices, .spoken';

const save = (root, kind) => {
  const parts = [...root.querySelectorAll('.stage > *, .worked')];
  const name = root._data.blocks.find((block) => !block.operand)?.id.replace(/\W+/g, '_') ?? 'figure';
  return savePicture(pictureOf(root, root.querySelector('.top'), parts), name, kind);
};

const saveElement = (root) => {
  const box = element('div', 'save');
  ['svg', 'png'].forEach((kind) => {
    const made = button('jump', kind.toUpperCase(), () => save(root, kind));
    made.setAttribute('aria-label', word(root, 'save', { kind: kind.toUpperCase() }));
    made.title = made.getAttribute('aria-label');
    box.append(made);
  });
  return box;
};
