// What the browser has laid out as a picture: drawn again as SVG, and as PNG from that.

const PICTURE = { margin: 12, scale: 2 };

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

const HATCH = 5; // pixels from one line to the next
const hatched = (picture, style, box) => {
  const [left, top] = [box.left - picture.edge.left, box.top - picture.edge.top];
  let d = '';
  for (let k = HATCH - box.height; k < box.width; k += HATCH) {
    const [from, to] = [Math.max(0, -k), Math.min(box.height, box.width - k)];
    if (from < to) d += `M${(left + k + from).toFixed(1)} ${(top + from).toFixed(1)}l${(to - from).toFixed(1)} ${(to - from).toFixed(1)}`;
  }
  picture.made.append(attributed('path', { d, fill: 'none', ...filled(style.color, 'stroke'), 'stroke-opacity': 0.5 }));
};

const backgroundOf = (picture, node, style, box) => {
  const paint = filled(style.backgroundColor);
  if (plainColour(style.backgroundColor).alpha) {
    picture.made.append(attributed('rect', { ...boxAt(box, picture.edge), rx: parseFloat(style.borderRadius) || 0, ...paint }));
  }
  if (style.backgroundImage.includes('gradient') && !node.classList.contains('masked')) hatched(picture, style, box);
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
  if (below && beside && parseFloat(style.borderTopWidth) && parseFloat(style.borderRightWidth)) {
    const around = { fill: 'none', 'stroke-width': below, ...filled(style.borderBottomColor, 'stroke') };
    picture.made.append(attributed('rect', { ...boxAt(box, picture.edge, below / 2), rx: parseFloat(style.borderRadius) || 0, ...around }));
    return;
  }
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

// A drawing is taken over as it is, its styles written into it and what only a page needs left out.
const STYLED = ['fill-opacity', 'stroke-width', 'stroke-dasharray', 'font-size', 'font-style', 'font-weight', 'text-anchor', 'paint-order'];
const OF_A_PAGE = ['class', 'style', 'tabindex', 'role', 'data-to', 'aria-label'];
const takenOver = (node) => {
  const made = node.cloneNode();
  const style = getComputedStyle(node);
  OF_A_PAGE.forEach((name) => made.removeAttribute(name));
  STYLED.forEach((name) => made.setAttribute(name, style.getPropertyValue(name)));
  ['fill', 'stroke'].filter((name) => style[name] !== 'none').forEach((name) => Object.entries(filled(style[name], name)).forEach((pair) => made.setAttribute(...pair)));
  ['fill', 'stroke'].filter((name) => style[name] === 'none').forEach((name) => made.setAttribute(name, 'none'));
  if (node.localName === 'text') made.setAttribute('font-family', style.fontFamily.replaceAll('"', "'"));
  made.append(...[...node.childNodes].map((child) => (child.nodeType === Node.TEXT_NODE ? child.cloneNode() : takenOver(child))));
  return made;
};

const drawElement = (picture, node) => {
  if (node.matches(LEFT_OUT)) return;
  if (node.localName === 'svg' && !node.matches('.icon')) {
    const made = takenOver(node);
    Object.entries(boxAt(node.getBoundingClientRect(), picture.edge)).forEach((pair) => made.setAttribute(...pair));
    picture.made.append(made);
    return;
  }
  const style = getComputedStyle(node);
  if (style.display === 'contents') {
    [...node.children].forEach((child) => drawElement(picture, child));
    return;
  }
  const box = node.getBoundingClientRect();
  if (!box.width || !box.height) return;
  backgroundOf(picture, node, style, box);
  if (node.localName === 'canvas') picture.made.append(attributed('image', { ...boxAt(box, picture.edge), href: node.toDataURL() }));
  if (node.localName === 'input') wordAt(picture, style, box, node.value);
  else node.childNodes.forEach((child) => (child.nodeType === Node.TEXT_NODE ? drawText(picture, child) : drawElement(picture, child)));
  outlineOf(picture, node, style, box);
};

// `parts` are the boxes that have to be on it; `top` is the element that holds them all.
const pictureOf = (root, top, parts) => {
  const boxes = parts.map((e) => e.getBoundingClientRect()).filter((b) => b.width);
  const [left, upper] = ['left', 'top'].map((side) => Math.min(...boxes.map((b) => b[side])) - PICTURE.margin);
  const [right, lower] = ['right', 'bottom'].map((side) => Math.max(...boxes.map((b) => b[side])) + PICTURE.margin);
  const [width, height] = [Math.ceil(right - left), Math.ceil(lower - upper)];
  const made = attributed('svg', { xmlns: SVG, width, height, viewBox: `0 0 ${width} ${height}` });
  const style = getComputedStyle(root);
  made.append(attributed('rect', { width, height, ...filled(style.getPropertyValue('--paper') || 'white') }));
  drawElement({ made, edge: { left, top: upper }, ink: style.color }, top);
  return { text: new XMLSerializer().serializeToString(made), width, height };
};

// ---- files ----

const hand = (blob, name) => {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
};

const pixels = async ({ text, width, height }) => {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width: width * PICTURE.scale, height: height * PICTURE.scale });
  canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => { canvas.toBlob(done, 'image/png'); });
};

const savePicture = async (picture, name, kind) => {
  const blob = kind === 'png' ? await pixels(picture) : new Blob([picture.text], { type: 'image/svg+xml' });
  hand(blob, `${name}.${kind}`);
};
