// A timeline or a diagram as a picture (picture.js): all of the drawing, also what is scrolled out of sight.

const LEFT_OUT = '.choices, .others, .outside, .beyond';
const OUTLINES = []; // none is drawn around cells here

const saveDrawing = (root, save, kind) => {
  const top = root.firstElementChild;
  const parts = [...top.querySelectorAll('svg, .grid, .legend, .said')];
  return savePicture(pictureOf(root, top, parts), save.name, kind);
};

const saveButton = (root, save, kind) => {
  const made = document.createElement('button');
  Object.assign(made, { type: 'button', textContent: kind.toUpperCase(), title: save[kind] });
  made.setAttribute('aria-label', save[kind]);
  made.onclick = () => saveDrawing(root, save, kind);
  return made;
};

const saveable = (root, box, save) => {
  if (box.childElementCount || !save) return;
  box.append(...['svg', 'png'].map((kind) => saveButton(root, save, kind)));
};
