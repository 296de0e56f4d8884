// Elements. Text only ever enters the page as text, never as markup.

const element = (tag, name, text) => {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (text !== undefined) made.textContent = text;
  return made;
};

const button = (name, text, label, act) => {
  const made = element('button', name, text);
  made.type = 'button';
  made.onclick = act;
  if (label) made.setAttribute('aria-label', label);
  return made;
};

const filled = (template, values) => template.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
