'use strict';
/* The data table of a figure, whose rows are made when it is opened: written out they weigh more than all else. */
const table = (() => {
  const digits = 3;
  const controlPictures = 0x2400;
  const minus = (text) => text.replaceAll('-', '\u2212');

  /* Three significant digits; whole numbers are counts, and whole. */
  const readable = (value) => {
    if (Number.isInteger(value)) { return minus(String(value)); }
    return minus(String(Number(value.toPrecision(digits))).replace('e', 'E'));
  };

  /* What is invisible made visible, but for the joiners that some scripts are spelt with. */
  const visible = (text) => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (found) => {
    const point = found.codePointAt(0);
    if (point === 0x200C || point === 0x200D) { return found; }
    if (point < 0x20) { return String.fromCodePoint(controlPictures + point); }
    return point === 0x7F ? '\u2421' : '\u2039U+' + point.toString(16).toUpperCase().padStart(4, '0') + '\u203A';
  });
  const words = (value) => {
    if (value === null) { return ''; }
    return typeof value === 'number' ? readable(value) : visible(String(value));
  };

  const fill = (body, { keys, rows }) => {
    const lines = document.createDocumentFragment();
    rows.forEach((row) => {
      const line = document.createElement('tr');
      row.forEach((value, index) => {
        const cell = document.createElement(index < keys ? 'th' : 'td');
        if (index < keys) { cell.scope = 'row'; }
        cell.textContent = words(value);
        line.append(cell);
      });
      lines.append(line);
    });
    body.append(lines);
  };

  const openable = (details, values) => {
    const body = details.querySelector('tbody');
    const filled = () => { if (details.open && !body.rows.length) { fill(body, values); } };
    details.addEventListener('toggle', filled);
    filled();
  };
  return { openable };
})();
