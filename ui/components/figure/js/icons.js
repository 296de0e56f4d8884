// The marks of a cell, drawn so that they look the same on every system and never turn into emoji.

const ICONS = {
  right: 'M3 8.6l3.3 3.4L13 4.4',
  follows: 'M3 3.5v3.6A2.9 2.9 0 0 0 5.9 10H13M9.6 6.4L13 10l-3.4 3.6',
  convention: 'M3 5.5h10M10 2.5l3 3-3 3M13 10.5H3M6 7.5l-3 3 3 3',
  misconception: 'M8 2.6L14.2 13.4H1.8zM8 6.7v3M8 11.4v.1',
  slip: 'M8 2.6L14.2 13.4H1.8zM8 6.7v3M8 11.4v.1',
  wrong: 'M4 4l8 8M12 4l-8 8',
  unreadable: 'M5.6 6a2.5 2.5 0 1 1 3.6 2.2C8.3 8.7 8 9.1 8 9.9M8 12.6v.1',
  few_digits: 'M3 8h.1M8 8h.1M13 8h.1',
};

const INVALID = new Set(['wrong', 'misconception', 'slip', 'unreadable', 'few_digits']);

const icon = () => {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('aria-hidden', 'true');
  svg.append(document.createElementNS(SVG, 'path'));
  return svg;
};
