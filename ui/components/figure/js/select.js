// Selecting a cell: outlined at once by rule, then sent; the server's answer brings the arithmetic.

const DEBOUNCE = 120;
const PATIENCE = 3000; // after that the server may say otherwise

const tabStop = (root, td) => {
  const [id] = placeOf(td);
  boxOf(root, id).cells.flat().forEach((cell) => { cell.tabIndex = cell === td ? 0 : -1; });
};

const select = (root, td, wait) => selectPlace(root, placeOf(td), wait);

const selectPlace = (root, place, wait) => {
  root._asked = { place: place.join(), until: Date.now() + PATIENCE };
  root._chosen = true;
  outline(root, place, sourcesByRule(root, place));
  clearTimeout(root._wait);
  const send = () => root._set('selected', place);
  if (wait) root._wait = setTimeout(send, DEBOUNCE);
  else send();
};

// An answer to an earlier selection must not take the later one away.
const isStale = (root, data) => {
  if (!root._asked) return false;
  if (data.selected?.join() !== root._asked.place && Date.now() < root._asked.until) return true;
  root._asked = null;
  return false;
};

const clicked = (root, event) => {
  const td = cellUnder(event);
  if (!td || td.classList.contains('entry') || td.closest('.still') || inEditor(event)) return;
  td.focus({ preventScroll: true });
  select(root, td, false);
};
