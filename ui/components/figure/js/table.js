// A simple pasted table cut into cells: those of a spreadsheet, or plain numbers in columns. Everything else that people
// paste (NumPy, PyTorch, LaTeX, CSV, several arrays) is read on the server, as are the cells themselves.

const NUMBERS = /^[\d\s.eE+\-−–/√∞%]*$/;
const CODE = /^\s*(?:[[({<|\\]|[\w.]+\s*[=:(])/; // begins as an array does, a matrix, or a line with a name
const SINGLE = /^[^\s[\];&|<=]*$/;
const CALL = /^[\w.]*(?:tensor|array)\(/i;

const lines = (text) => text.replace(/\r\n?/g, '\n').replace(/\n+$/, '').split('\n');

// A single cell is left to the browser's own paste.
const isSingle = (text) => !text.includes('\t') && SINGLE.test(text.trim()) && !CALL.test(text.trim());

const isSpreadsheet = (text) => text.includes('\t') && !CODE.test(text);

// The rows of a simple table; null for what the server must read.
const simpleTable = (text) => {
  if (isSpreadsheet(text)) return lines(text).map((row) => row.split('\t').map((cell) => cell.trim()));
  if (!NUMBERS.test(text)) return null;
  return lines(text).filter((line) => line.trim()).map((line) => line.trim().split(/\s+/));
};
