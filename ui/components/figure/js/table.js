// A pasted table cut into cells: Excel, CSV, NumPy, MATLAB, LaTeX. What the pieces mean is read on the server.

const LATEX = /\\(?:begin|end)\s*\{\w+\*?\}|\\left\s*[[(|]|\\right\s*[\])|]|\$/g;
const PYTHON = /\b(?:np\.|numpy\.|torch\.)?(?:array|asarray|tensor|matrix)\b|,\s*dtype\s*=\s*[\w.]+/g;
const BETWEEN = /[\])}]\s*,?\s*[[({]/; // ], [ and ) ( and },{

const lines = (text) => text.split('\n').filter((line) => line.trim());

// One line with semicolons is MATLAB's if its parts hold several cells, else a row of a European CSV file.
const isMatlab = (text) => /^\[[^]*;[^]*\]$/.test(text)
  || (!text.includes('\n') && text.includes(';') && text.split(';').some((part) => /\S\s+\S|,.*,/.test(part.trim())));

const tableRows = (text) => {
  if (BETWEEN.test(text)) return text.split(BETWEEN);
  if (text.includes('\\\\')) return text.split('\\\\').filter((line) => line.trim());
  return isMatlab(text) ? text.split(/[;\n]/).filter((line) => line.trim()) : lines(text);
};

// 0,5 alone may be a half: commas part cells where they are several, followed by a space, beside points, or in rows.
const commasPart = (line, several) => several || /,\s|,.*,|\..*,|,.*\./.test(line);

const tableCells = (row, several) => {
  const line = row.replace(/^[\s[({]+|[\s\])},;]+$/g, '');
  const mark = ['&', ';'].find((sign) => line.includes(sign));
  if (mark) return line.split(mark);
  return line.split(line.includes(',') && commasPart(line, several) ? /\s*,\s*/ : /\s+/);
};

const table = (text) => {
  const unix = text.replace(/\r\n?/g, '\n');
  if (unix.includes('\t')) return unix.replace(/\n+$/, '').split('\n').map((row) => row.split('\t').map((cell) => cell.trim()));
  const clean = unix.replace(LATEX, '').replace(PYTHON, '').trim().replace(/^\(([^]*)\)$/, '$1').trim();
  const rows = tableRows(clean);
  return rows.map((row) => tableCells(row, rows.length > 1 || /^[[({]/.test(clean)).map((cell) => cell.trim()));
};

const fits = (root, id, rows, i, j) => rows.every((row, a) => row.every((_, b) => cellOf(root, id, i + a, j + b)));

// A table of the matrix' own size goes where the matrix begins, wherever the caret stands.
const pasteTable = (root, td, rows) => {
  const [id, ...here] = placeOf(td);
  const { cells } = boxOf(root, id);
  const whole = rows.length === cells.length && rows.every((row, i) => row.length === cells[i].length);
  const [i, j] = whole ? [0, 0] : here;
  rows.forEach((row, a) => row.forEach((text, b) => {
    const input = cellOf(root, id, i + a, j + b)?.firstChild;
    if (input && !input.readOnly) input.value = text;
  }));
  typed(root);
  if (!fits(root, id, rows, i, j)) root.querySelector('.notice').textContent = root._data.labels.cropped ?? '';
};

const pasted = (root, event) => {
  const td = cellUnder(event);
  if (!td?.classList.contains('entry')) return;
  const rows = table(event.clipboardData.getData('text/plain'));
  if (rows.length <= 1 && (rows[0]?.length ?? 0) <= 1) return; // a single number: the browser's own paste
  event.preventDefault();
  pasteTable(root, td, rows);
};
