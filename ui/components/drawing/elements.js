// A drawing arrives as [tag, attributes, children]. Elements that stay are kept, so that focus and scrolling stay too.
// Text only ever enters as text, and only tags and attributes of this list are made.

const SVG = 'http://www.w3.org/2000/svg';
const OF_SVG = ['svg', 'g', 'defs', 'marker', 'path', 'rect', 'circle', 'line', 'text', 'tspan', 'title', 'desc'];
const OF_HTML = ['div', 'span', 'p', 'b', 'i', 'h3', 'small', 'sub', 'sup', 'button', 'details', 'summary'];

const make = (tag) => {
  if (OF_SVG.includes(tag)) return document.createElementNS(SVG, tag);
  return document.createElement(OF_HTML.includes(tag) ? tag : 'span');
};

const dress = (made, attributes) => {
  // what the learner has opened stays open
  [...made.attributes].filter(({ name }) => name !== 'open' && !(name in attributes)).forEach(({ name }) => made.removeAttribute(name));
  Object.entries(attributes).forEach(([name, value]) => {
    if (name === 'style') made.style.cssText = value;
    else if (!name.startsWith('on') && made.getAttribute(name) !== value) made.setAttribute(name, value);
  });
};

const fill = (parent, children) => {
  children.forEach((child, n) => {
    const there = parent.childNodes[n];
    if (typeof child === 'string') {
      if (there?.nodeType === Node.TEXT_NODE) {
        if (there.data !== child) there.data = child;
      } else if (there) there.replaceWith(child);
      else parent.append(child);
      return;
    }
    const [tag, attributes, inside] = child;
    const kept = there?.localName === tag ? there : make(tag);
    if (kept !== there) there ? there.replaceWith(kept) : parent.append(kept);
    dress(kept, attributes);
    fill(kept, inside);
  });
  while (parent.childNodes.length > children.length) parent.lastChild.remove();
};
