// Typing: what stands in the entry cells, drafts, handing in, pasting a table.

const grids = (root) => Object.fromEntries(root._data.blocks.filter((b) => b.entry).map((b) => [
  b.id, b.text.map((row, i) => row.map((_, j) => cellOf(root, b.id, i, j).firstChild.value)),
]));

const submit = (root) => {
  clearTimeout(root._draft);
  root._trigger('submit', grids(root));
};

const typed = (root) => {
  clearTimeout(root._draft);
  root._draft = setTimeout(() => root._set('draft', grids(root)), 600);
};

// Excel, CSV, NumPy, MATLAB and LaTeX tables. Only cut apart here; what the pieces mean is read on the server.
const table = (text) => {
  const clean = text.replace(/\r/g, '').replace(/\\begin\{\w+\}|\\end\{\w+\}|np\.|array|matrix|[()]/g, '').trim();
  const rows = /\]\s*,?\s*\[/.test(clean) ? clean.split(/\]\s*,?\s*\[/)
    : /\\\\/.test(clean) ? clean.split('\\\\')
    : /^\[.*;.*\]$/s.test(clean) ? clean.split(';')
    : clean.split('\n');
  const cut = (row) => {
    const line = row.replace(/^[\s[]+|[\s\],]+$/g, '');
    if (line.includes('\t')) return line.split('\t');
    if (line.includes('&')) return line.split('&');
    if (line.includes(';')) return line.split(';');
    return /,\s/.test(line) || (line.match(/,/g) ?? []).length > 1 || /\d,\d+\.\d/.test(line) ? line.split(',') : line.split(/\s+/);
  };
  return rows.map((row) => cut(row).map((cell) => cell.trim())).filter((row) => row.some(Boolean));
};

const pasted = (root, event) => {
  const td = event.composedPath()[0].closest?.('td.entry');
  const text = event.clipboardData.getData('text/plain');
  if (!td || !/[\t\n,;&\s]/.test(text.trim())) return;
  event.preventDefault();
  const [id, i, j] = placeOf(td);
  table(text).forEach((row, a) => row.forEach((value, b) => {
    const cell = cellOf(root, id, i + a, j + b);
    if (cell && !cell.firstChild.readOnly) cell.firstChild.value = value;
  }));
  typed(root);
};
