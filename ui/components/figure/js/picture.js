// A figure as a picture: what the browser has laid out, drawn again as SVG, and as PNG from that.

const PICTURE = { margin: 12, scale: 2 };
const LEFT_OUT = '.ways, .lens, .save, .bar, .notice, .choices, .spoken';

const attributed = (tag, attributes, text) => {
  const made = document.createElementNS(SVG, tag);
  Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
  if (text !== undefined) made.textContent = text;
  return made;
};

// Colours of the theme are mixed by the browser; in a file they are plain numbers.
const paints = new Map();
const brush = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
const plainColour = (css) => {
  if (!paints.has(css)) {
    brush.clearRect(0, 0, 1, 1);
    brush.fillStyle = css;
    brush.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = brush.getImageData(0, 0, 1, 1).data;
    paints.set(css, { colour: `rgb(${red},${green},${blue})`, alpha: alpha / 255 });
  }
  return paints.get(css);
};

const filled = (css, name = 'fill') => {
  const { colour, alpha } = plainColour(css);
  return alpha < 1 ? { [name]: colour, [`${name}-opacity`]: alpha.toFixed(3) } : { [name]: colour };
};

const boxAt = (box, edge, inset = 0) => ({
  x: (box.left - edge.left + inset).toFixed(1),
  y: (box.top - edge.top + inset).toFixed(1),
  width: Math.max(0, box.width - 2 * inset).toFixed(1),
  height: Math.max(0, box.height - 2 * inset).toFixed(1),
});

const backgroundOf = (picture, node, style, box) => {
  const paint = filled(style.backgroundColor);
  if (plainColour(style.backgroundColor).alpha) {
    picture.made.append(attributed('rect', { ...boxAt(box, picture.edge), rx: parseFloat(style.borderRadius) || 0, ...paint }));
  }
  if (!node.classList.contains('masked')) return;
  const { x, y, width, height } = boxAt(box, picture.edge);
  const d = `M${x} ${+y + +height}l${width} ${-height}`;
  picture.made.append(attributed('path', { d, fill: 'none', ...filled(style.color, 'stroke'), 'stroke-opacity': 0.5 }));
};

// Outlines of sources are solid, dashed or doubled; anything else has at most a border below or at its left.
const outlineOf = (picture, node, style, box) => {
  const kind = OUTLINES.slice(1).find((name) => node.matches(`td.${name}`));
  const stroke = { fill: 'none', ...filled(picture.ink, 'stroke') };
  if (kind) {
    const dashed = kind === 'second' ? { 'stroke-dasharray': '4 3' } : {};
    picture.made.append(attributed('rect', { ...boxAt(box, picture.edge, 1), rx: 4, 'stroke-width': kind === 'own' ? 1 : 2, ...dashed, ...stroke }));
    if (kind === 'own') picture.made.append(attributed('rect', { ...boxAt(box, picture.edge, 3.5), rx: 3, ...stroke }));
  }
  if (node.matches('.map td.selected')) picture.made.append(attributed('rect', { ...boxAt(box, picture.edge, -3), rx: 4, 'stroke-width': 2, ...stroke }));
  const [left, top] = [box.left - picture.edge.left, box.top - picture.edge.top];
  const below = parseFloat(style.borderBottomWidth);
  const beside = parseFloat(style.borderLeftWidth);
  const dashed = style.borderBottomStyle === 'dashed' ? { 'stroke-dasharray': '4 3' } : {};
  if (below) picture.made.append(attributed('path', { d: `M${left} ${top + box.height - below / 2}h${box.width}`, 'stroke-width': Math.min(below, 2), ...dashed, ...stroke }));
  if (beside) picture.made.append(attributed('path', { d: `M${left + beside / 2} ${top}v${box.height}`, 'stroke-width': beside, ...stroke }));
};

const ascentOf = (style) => {
  brush.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  const { fontBoundingBoxAscent: above, fontBoundingBoxDescent: below } = brush.measureText('x');
  return above / (above + below);
};

const wordAt = (picture, style, box, text) => {
  const upright = style.writingMode === 'horizontal-tb';
  const [left, top] = [box.left - picture.edge.left, box.top - picture.edge.top];
  const part = ascentOf(style);
  const [x, y] = upright ? [left, top + part * box.height] : [left + part * box.width, top + box.height];
  picture.made.append(attributed('text', {
    x: x.toFixed(1),
    y: y.toFixed(1),
    'font-family': style.fontFamily.replaceAll('"', "'"),
    'font-size': style.fontSize,
    'font-style': style.fontStyle,
    'font-weight': style.fontWeight,
    textLength: (upright ? box.width : box.height).toFixed(1), // another font on another machine keeps the places
    lengthAdjust: 'spacingAndGlyphs',
    ...(upright ? {} : { transform: `rotate(-90 ${x.toFixed(1)} ${y.toFixed(1)})` }),
    ...filled(style.color),
  }, text));
};

const drawText = (picture, node) => {
  const style = getComputedStyle(node.parentElement);
  if (style.visibility !== 'visible' || !parseFloat(style.fontSize)) return;
  for (const { 0: word, index } of node.data.matchAll(/\S+/g)) {
    const range = document.createRange();
    range.setStart(node, index);
    range.setEnd(node, index + word.length);
    const box = range.getBoundingClientRect();
    if (box.width && box.height) wordAt(picture, style, box, word);
  }
};

const drawElement = (picture, node) => {
  if (node.matches(LEFT_OUT)) return;
  const box = node.getBoundingClientRect();
  if (!box.width || !box.height) return;
  const style = getComputedStyle(node);
  backgroundOf(picture, node, style, box);
  if (node.localName === 'canvas') picture.made.append(attributed('image', { ...boxAt(box, picture.edge), href: node.toDataURL() }));
  if (node.localName === 'input') wordAt(picture, style, box, node.value);
  else node.childNodes.forEach((child) => (child.nodeType === Node.TEXT_NODE ? drawText(picture, child) : drawElement(picture, child)));
  outlineOf(picture, node, style, box);
};

const pictureOf = (root) => {
  const parts = [...root.querySelectorAll('.stage > *, .worked')].map((e) => e.getBoundingClientRect()).filter((b) => b.width);
  const [left, top] = ['left', 'top'].map((side) => Math.min(...parts.map((b) => b[side])) - PICTURE.margin);
  const [right, bottom] = ['right', 'bottom'].map((side) => Math.max(...parts.map((b) => b[side])) + PICTURE.margin);
  const [width, height] = [Math.ceil(right - left), Math.ceil(bottom - top)];
  const made = attributed('svg', { xmlns: SVG, width, height, viewBox: `0 0 ${width} ${height}` });
  const style = getComputedStyle(root);
  made.append(attributed('rect', { width, height, ...filled(style.getPropertyValue('--paper') || 'white') }));
  drawElement({ made, edge: { left, top }, ink: style.color }, root.querySelector('.top'));
  return { text: new XMLSerializer().serializeToString(made), width, height };
};

// ---- files ----

const hand = (blob, name) => {
  const link = element('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
};

const pixels = async ({ text, width, height }) => {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = element('canvas');
  Object.assign(canvas, { width: width * PICTURE.scale, height: height * PICTURE.scale });
  canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => { canvas.toBlob(done, 'image/png'); });
};

const save = async (root, kind) => {
  const picture = pictureOf(root);
  const name = root._data.blocks.find((block) => !block.operand)?.id.replace(/\W+/g, '_') ?? 'figure';
  const blob = kind === 'png' ? await pixels(picture) : new Blob([picture.text], { type: 'image/svg+xml' });
  hand(blob, `${name}.${kind}`);
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
