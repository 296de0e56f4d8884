/* What is wrong with the drawings below an element: boxes that overlap, texts that stick out or lie on each other, wires
   through boxes. Each fault is a sentence. */
(root) => {
  const faults = [];
  const inside = (a, b, room) =>
    a.left >= b.left - room && a.right <= b.right + room && a.top >= b.top - room && a.bottom <= b.bottom + room;
  const meet = (a, b, room) =>
    a.left < b.right - room && b.left < a.right - room && a.top < b.bottom - room && b.top < a.bottom - room;
  const told = (text) => `“${text.textContent}”`;
  for (const svg of root.querySelectorAll('svg.diagram')) {
    const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
    const boxes = [...svg.querySelectorAll('.box')].map((box) => [...box.querySelectorAll('.body')].at(-1));
    const outlines = boxes.map((body) => body.getBoundingClientRect());
    outlines.forEach((a, n) => {
      for (const b of outlines.slice(n + 1)) if (meet(a, b, 1)) faults.push(`two boxes overlap: ${told(boxes[n].parentNode)}`);
    });
    const texts = [...svg.querySelectorAll('text')].filter((text) => text.textContent.trim());
    const places = texts.map((text) => text.getBoundingClientRect());
    texts.forEach((text, n) => {
      if (!inside(places[n], svg.getBoundingClientRect(), 1)) faults.push(`${told(text)} sticks out of the drawing`);
      const box = text.closest('.box');
      const body = box && outlines[boxes.indexOf([...box.querySelectorAll('.body')].at(-1))];
      if (body && !inside(places[n], body, 2)) faults.push(`${told(text)} sticks out of its box`);
      if (!body && outlines.some((one) => meet(places[n], one, 3 * scale))) faults.push(`${told(text)} lies on a box`);
    });
    for (const wire of svg.querySelectorAll('.wire')) {
      const matrix = wire.getScreenCTM();
      for (let at = 0; at <= wire.getTotalLength(); at += 2) {
        const { x, y } = wire.getPointAtLength(at).matrixTransform(matrix);
        const crossed = outlines.findIndex((one) => x > one.left + 2 && x < one.right - 2 && y > one.top + 2 && y < one.bottom - 2);
        if (crossed >= 0) {
          faults.push(`a wire crosses ${told(boxes[crossed].parentNode)}`);
          break;
        }
      }
    }
  }
  return faults;
}
