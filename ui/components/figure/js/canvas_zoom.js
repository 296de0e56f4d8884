// How a canvas is enlarged: by buttons and keys, by the wheel with Ctrl, by two fingers.

const CLOSER = 1.5;

// What is under the point, in pixels of the canvas, stays there.
const zoomTo = (root, block, box, square, [x, y]) => {
  const before = box.square;
  box.zoom = Math.min(LARGE_SQUARE, square) > box.fitted ? Math.min(LARGE_SQUARE, square) : 0;
  resize(root, block, box);
  const grown = box.square / before;
  box.view.scrollLeft = (box.offset[0] + x - box.left) * grown - (x - box.left);
  box.view.scrollTop = (box.offset[1] + y - box.top) * grown - (y - box.top);
  lookAgain(box);
};

const larger = (root, block, box, point) => {
  zoomTo(root, block, box, Math.max(box.square + 1, Math.round(box.square * CLOSER)), point);
};
const smaller = (root, block, box, point) => zoomTo(root, block, box, Math.floor(box.square / CLOSER), point);
const whole = (root, block, box) => zoomTo(root, block, box, 0, [box.left, box.top]);
const ZOOMING = { '+': larger, '=': larger, '-': smaller, 0: whole };

// The buttons zoom on the selected square where it is seen, else on the middle.
const pointOf = (box) => {
  const [width, height] = [box.canvas.clientWidth, box.canvas.clientHeight];
  const chosen = box.outlines.find(({ kind }) => kind === 'selected');
  const [x, y] = chosen ? squareAt(box, chosen.i + 0.5, chosen.j + 0.5) : [-1, -1];
  return x > box.left && x < width && y > box.top && y < height ? [x, y] : [width / 2, height / 2];
};

const zoomElement = (root, block, box) => {
  const bar = element('div', 'zoom');
  const act = (zoom) => () => zoom(root, blockOf(root, block.id), box, pointOf(box));
  [['smaller', '−', smaller], ['larger', '+', larger], ['whole', '⤢', whole]].forEach(([name, sign, zoom]) => {
    box[name] = button(name, sign, act(zoom));
    box[name].title = word(root, `zoom_${name}`, { name: block.label });
    box[name].setAttribute('aria-label', box[name].title);
    bar.append(box[name]);
  });
  return bar;
};

// Two fingers on a trackpad are a wheel with Ctrl.
const followZoom = (root, block, box) => box.view.addEventListener('wheel', (event) => {
  if (!event.ctrlKey) return;
  event.preventDefault();
  const edge = box.canvas.getBoundingClientRect();
  const grown = box.square * (event.deltaY < 0 ? 1.2 : 1 / 1.2);
  const square = event.deltaY < 0 ? Math.ceil(grown) : Math.floor(grown);
  zoomTo(root, blockOf(root, block.id), box, square, [event.clientX - edge.left, event.clientY - edge.top]);
}, { passive: false });

// Two fingers on a screen enlarge the map between them, and leave the page as it is; one finger scrolls.
const followPinch = (root, block, box) => {
  let began = null;
  const apart = ([a, b]) => Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
  box.view.addEventListener('touchstart', (event) => {
    began = event.touches.length === 2 ? { apart: apart(event.touches), square: box.square } : null;
    if (began) box.lens.hidden = true;
  }, { passive: true });
  box.view.addEventListener('touchmove', (event) => {
    if (!began || event.touches.length !== 2) return;
    if (event.cancelable) event.preventDefault();
    const square = Math.round(began.square * (apart(event.touches) / began.apart));
    if (square === box.square) return;
    const edge = box.canvas.getBoundingClientRect();
    const [x, y] = ['clientX', 'clientY'].map((at) => (event.touches[0][at] + event.touches[1][at]) / 2);
    zoomTo(root, blockOf(root, block.id), box, square, [x - edge.left, y - edge.top]);
  }, { passive: false });
};
