'use strict';
/* When each lane worked on what: a row a lane, and above them one for what was served. */
(() => {
  const element = document.querySelector('#timeline .chart');
  if (!element) { return; }
  const failure = { light: '#b3231c', dark: '#ff8a80' };
  const served = 'served';

  const timed = run.cells.filter((cell) => cell.start >= 0);
  const isServed = (cell) => cell.state === 'served' || cell.state === 'adopted';
  const rows = [];
  const place = new Map();
  const row = (cell) => isServed(cell) ? served : cell.lane || 'engine';
  if (timed.some(isServed)) { rows.push(served); }
  timed.forEach((cell) => { if (!rows.includes(row(cell))) { rows.push(row(cell)); } });
  rows.forEach((name, index) => place.set(name, index));
  const last = timed.reduce((end, cell) => Math.max(end, cell.start + cell.millis), 1);

  /* The steps that took the longest have colours of their own. */
  const ranked = run.steps.map((step, index) => ({ ...step, index })).filter((step) => timed.some((cell) => cell.step === step.index))
    .sort((a, b) => b.millis - a.millis || a.index - b.index);
  const own = run.colors.length - 1;
  const coloured = ranked.length <= own + 1 ? ranked : ranked.slice(0, own);
  const color = (step) => {
    const rank = coloured.findIndex((other) => other.index === step);
    return run.colors[rank < 0 ? own : rank];
  };

  const left = Math.min(150, 24 + 7 * rows.reduce((most, name) => Math.max(most, name.length), 0));
  const right = 24;

  const single = (cell) => ({
    row: place.get(row(cell)), start: cell.start, end: cell.start + cell.millis, step: cell.step, failed: cell.state === 'failed', served: isServed(cell),
    name: cell.name + ': ' + cell.state + ' after ' + run.duration(cell.start) + (cell.millis ? ', ' + run.duration(cell.millis) : '')
      + (cell.text ? '\n' + run.shortened(cell.text, 90) : ''),
  });
  /* Cells of one row that a reader could not tell apart, as one mark. */
  const together = (cells) => {
    if (cells.length === 1) { return single(cells[0]); }
    const counts = new Map();
    cells.forEach((cell) => counts.set(cell.step, (counts.get(cell.step) || 0) + 1));
    const [step, most] = [...counts].reduce((best, entry) => entry[1] > best[1] ? entry : best);
    const start = cells[0].start;
    const end = cells.reduce((late, cell) => Math.max(late, cell.start + cell.millis), start);
    const mean = cells.reduce((sum, cell) => sum + cell.millis, 0) / cells.length;
    return { row: place.get(row(cells[0])), start, end, step, failed: false, served: isServed(cells[0]), joined: true,
      name: cells.length + ' cells' + (most === cells.length ? ' of ' + run.steps[step].id : ', ' + most + ' of ' + run.steps[step].id)
        + (isServed(cells[0]) ? ': served' : ': computed') + ' after ' + run.duration(start)
        + (isServed(cells[0]) ? '' : ', ' + run.duration(mean) + ' each') };
  };
  /* At a width: what is narrower than two pixels and begins within two pixels of the one before joins it. */
  const marks = (width) => {
    const pixel = last / Math.max(200, width - left - right);
    const open = new Map();
    const all = [];
    const close = (name) => { if (open.has(name)) { all.push(together(open.get(name))); open.delete(name); } };
    timed.slice().sort((a, b) => a.start - b.start).forEach((cell) => {
      const name = row(cell);
      const tiny = cell.millis < 2 * pixel && cell.state !== 'failed';
      const group = open.get(name);
      const near = group && Math.floor(cell.start / (2 * pixel)) === Math.floor(group[0].start / (2 * pixel));
      if (tiny && near) { group.push(cell); } else if (tiny) { close(name); open.set(name, [cell]); } else { all.push(single(cell)); }
    });
    [...open.keys()].forEach(close);
    return all;
  };

  const pad = (value) => String(value).padStart(2, '0');
  const time = (millis) => {
    if (millis % run.second) { return millis / run.second + ' s'; }
    const hours = Math.floor(millis / run.hour);
    const minutes = Math.floor(millis % run.hour / run.minute);
    return hours ? hours + ':' + pad(minutes) + ' h' : minutes + ':' + pad(millis % run.minute / run.second);
  };
  /* At most eight ticks, at times that people count in. */
  const lengths = [1, 2, 5, 10, 20, 50, 100, 200, 500]
    .concat([1, 2, 5, 10, 15, 30].map((n) => n * run.second), [1, 2, 5, 10, 15, 30].map((n) => n * run.minute),
      [1, 2, 6, 12, 24, 48, 168].map((n) => n * run.hour));
  const tick = lengths.find((length) => last / length <= 8) || last;

  const drawn = marks(element.clientWidth);
  document.querySelector('#timeline .joined').hidden = !drawn.some((mark) => mark.joined);
  const shape = (dark) => (params, api) => {
    const mark = drawn[params.dataIndex];
    const from = api.coord([mark.start, mark.row]);
    const to = api.coord([mark.end, mark.row]);
    const height = Math.min(20, api.size([0, 1])[1] * 0.62);
    const width = Math.max(2, to[0] - from[0]);
    if (mark.served) {
      return { type: 'rect', style: { fill: color(mark.step) }, shape: { x: from[0] - 1, y: from[1] - height / 2, width: 2.5, height } };
    }
    const bar = { type: 'rect', style: { fill: color(mark.step) }, shape: { x: from[0], y: from[1] - height / 2, width, height, r: Math.min(2, width / 3) } };
    if (!mark.failed) { return bar; }
    const red = dark ? failure.dark : failure.light;
    Object.assign(bar.style, { stroke: red, lineWidth: 2, opacity: 0.45 });
    const x = from[0] + width / 2;
    const r = 4.5;
    const stroke = (y) => ({ type: 'line', style: { stroke: red, lineWidth: 2.5 }, shape: { x1: x - r, y1: from[1] - y, x2: x + r, y2: from[1] + y } });
    return { type: 'group', children: [bar, stroke(r), stroke(-r)] };
  };

  const option = (dark) => ({
    animation: false,
    tooltip: run.tooltip,
    legend: { bottom: 0, type: 'scroll', selectedMode: false,
      data: coloured.map((step) => ({ name: step.id, icon: 'roundRect' })).concat(coloured.length < ranked.length ? [{ name: 'other steps', icon: 'roundRect' }] : []) },
    grid: { left, right, top: 8, bottom: 62 },
    xAxis: { type: 'value', min: 0, max: last, interval: tick, splitLine: { show: true },
      axisLabel: { formatter: time, hideOverlap: true, showMaxLabel: last % tick === 0 } },
    yAxis: { type: 'category', data: rows, inverse: true, axisTick: { show: false }, axisLine: { show: false },
      axisLabel: { width: 130, overflow: 'truncate' } },
    series: [
      { type: 'custom', clip: false, renderItem: shape(dark), encode: { x: [0, 1], y: 2 },
        data: drawn.map((mark) => ({ name: mark.name, value: [mark.start, mark.end, mark.row] })) },
      /* Empty series that give the legend its colours. */
      ...ranked.slice(0, coloured.length).map((step) => ({ type: 'bar', name: step.id, data: [], itemStyle: { color: color(step.index) } })),
      { type: 'bar', name: 'other steps', data: [], itemStyle: { color: run.colors[own] } },
    ],
  });
  const chart = retrace.mount(element, 88 + 34 * rows.length, (dark) => [option(dark)]);
  const walk = rows.map((name, index) => drawn
    .map((mark, item) => ({ mark, item }))
    .filter(({ mark }) => mark.row === index)
    .sort((a, b) => a.mark.start - b.mark.start)
    .map(({ item }) => [0, item]));
  retrace.walk(element, document.querySelector('#timeline .reading'), chart, walk, (series, item) => drawn[item].name.replace('\n', ' · '));
})();
