// Numbers, heat, hatching and marks onto the cells that are there.

const widest = (block) => {
  const points = (text) => text.length - 0.5 * (text.split('.').length - 1);
  return Math.max(...block.text.flat().map(points), 1);
};

const paintLabels = (root, block) => {
  const box = blockOf(root, block.id);
  block.row_labels.forEach((text, i) => { const th = box.querySelector(`th[scope=row][data-i="${i}"]`); if (th) th.textContent = text; });
  block.column_labels.forEach((text, j) => { const th = box.querySelector(`th[scope=col][data-j="${j}"]`); if (th) th.textContent = text; });
  const sums = box.querySelectorAll('td.sum');
  block.sums.forEach((text, i) => { if (sums[i]) sums[i].textContent = text; });
};

const spoken = (block, i, j) => `${block.label}, ${block.row_labels[i] ?? i + 1}, ${block.column_labels[j] ?? j + 1}`;

const paintEntry = (td, block, i, j, labels) => {
  const mark = block.marks[i]?.[j] ?? '';
  const input = td.firstChild;
  td.className = `entry ${mark}`;
  td.lastChild.firstChild.setAttribute('d', ICONS[mark] ?? '');
  input.readOnly = block.locked;
  input.setAttribute('aria-label', spoken(block, i, j) + (mark && labels[mark] ? `: ${labels[mark]}` : ''));
  input.setAttribute('aria-invalid', String(['wrong', 'misconception', 'slip', 'unreadable'].includes(mark)));
};

const paintReading = (td, block, i, j) => {
  const level = block.level[i]?.[j] ?? 0;
  td.classList.toggle('positive', level > 0);
  td.classList.toggle('negative', level < 0);
  td.classList.toggle('masked', Boolean(block.mask[i]?.[j]));
  td.style.setProperty('--heat', Math.abs(level));
  td.firstChild.textContent = block.text[i][j];
  td.setAttribute('aria-label', `${spoken(block, i, j)}: ${block.text[i][j]}`);
};

const paint = (root, data) => data.blocks.forEach((block) => {
  const width = widest(block);
  const box = blockOf(root, block.id);
  box.style.setProperty('--digits', `${width}ch`);
  box.style.setProperty('--entry', `${Math.max(width, block.digits + 2)}ch`);
  paintLabels(root, block);
  block.text.forEach((row, i) => row.forEach((_, j) => {
    const td = cellOf(root, block.id, i, j);
    block.entry ? paintEntry(td, block, i, j, data.labels) : paintReading(td, block, i, j);
  }));
});
