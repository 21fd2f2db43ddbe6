'use strict';
/* The table of cells: rows are made when they are asked for, a hundred at a time. */
(() => {
  const section = document.querySelector('#cells');
  const body = section.querySelector('tbody');
  const more = section.querySelector('.more button');
  const shown = section.querySelector('.shown');
  const search = section.querySelector('input');
  const byState = section.querySelector('.by-state');
  const byOrder = section.querySelector('.by-order');
  const page = 100;
  const orders = {
    plan: () => 0,
    time: (a, b) => b.millis - a.millis,
    start: (a, b) => (a.start < 0 ? Infinity : a.start) - (b.start < 0 ? Infinity : b.start) || 0,
  };
  let chosen = run.cells;
  let count = 0;

  const put = (parent, tag, text, className) => {
    const child = document.createElement(tag);
    child.textContent = text;
    if (className) { child.className = className; }
    parent.append(child);
    return child;
  };
  const row = (cell) => {
    const line = document.createElement('tr');
    put(line, 'th', cell.name).scope = 'row';
    put(put(line, 'td', ''), 'span', cell.state, 'state ' + cell.state);
    put(line, 'td', cell.millis ? run.duration(cell.millis) : '', 'number');
    put(line, 'td', cell.lane);
    put(line, 'td', cell.text, 'why');
    put(put(line, 'td', ''), 'code', cell.key);
    return line;
  };
  const extend = () => {
    const until = Math.min(chosen.length, count + page);
    const lines = document.createDocumentFragment();
    for (; count < until; count += 1) { lines.append(row(chosen[count])); }
    body.append(lines);
    more.hidden = count >= chosen.length;
    shown.textContent = chosen.length === 0 ? 'No cell is like that.'
      : count < chosen.length ? count + ' of ' + chosen.length + ' cells shown.' : chosen.length + (chosen.length === 1 ? ' cell.' : ' cells.');
  };
  const choose = () => {
    const words = search.value.trim().toLowerCase();
    chosen = run.cells.filter((cell) => (!byState.value || cell.state === byState.value)
      && (!words || cell.name.toLowerCase().includes(words) || cell.text.toLowerCase().includes(words)));
    if (byOrder.value !== 'plan') { chosen = chosen.slice().sort(orders[byOrder.value]); }
    count = 0;
    body.replaceChildren();
    extend();
  };

  run.states.forEach((state) => { put(byState, 'option', state).value = state; });
  /* What went wrong is what a reader looks for first. */
  if (run.states.includes('failed')) { byState.value = 'failed'; }
  search.addEventListener('input', choose);
  byState.addEventListener('change', choose);
  byOrder.addEventListener('change', choose);
  more.addEventListener('click', extend);
  choose();
})();
