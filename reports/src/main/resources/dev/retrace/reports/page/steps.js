'use strict';
/* The steps of the run and what they read: a box a step, however many cells it has. */
(() => {
  const element = document.querySelector('#steps .chart');
  const box = { height: 78, gap: 16, most: 168, least: 118 };
  const margin = 6;
  const plan = layers.lay(run.steps, box.height, box.gap);
  const count = plan.items.length;
  const lane = (element.parentElement.clientWidth - 2 * margin) / count;
  const width = Math.max(box.least, Math.min(box.most, lane * 0.76));
  const stride = count === 1 ? width : Math.max(width + 26, Math.min(width * 1.5, (element.parentElement.clientWidth - 2 * margin - width) / (count - 1)));
  const needed = Math.ceil(2 * margin + width + stride * (count - 1));
  element.style.minWidth = needed + 'px';

  const font = getComputedStyle(document.querySelector('#steps table')).fontFamily;
  const light = { card: '#ffffff', line: '#a9a7b2', ink: '#1c1b22', soft: '#56545f', link: '#8f8d99',
    served: '#3f83c4', adopted: '#3f83c4', computed: '#2f8f52', failed: '#b3231c', skipped: '#c9c7c0', bad: '#9c1c16' };
  const dark = { card: '#282830', line: '#5a5964', ink: '#ecebf1', soft: '#b9b7c4', link: '#7d7b88',
    served: '#6aa9e6', adopted: '#6aa9e6', computed: '#63bd83', failed: '#ff8a80', skipped: '#55545f', bad: '#ffb0a8' };
  const order = ['served', 'adopted', 'computed', 'failed', 'skipped'];

  const x = (item) => margin + item.layer * stride;
  const y = (item) => margin + item.y;
  const name = (step) => step.id + ' (' + step.step + '): ' + step.cells + (step.cells === 1 ? ' cell: ' : ' cells: ') + run.counts(step.states)
    + (step.millis ? ', ' + run.duration(step.millis) : '')
    + (step.reads.length ? '\nreads ' + run.shortened(step.reads.map((read) => run.steps[read].id).join(', '), 80) : '');
  const told = (step) => {
    const bad = step.states.failed || 0;
    const done = (step.states.served || 0) + (step.states.computed || 0) + (step.states.adopted || 0);
    if (bad) { return bad + ' of ' + step.cells + ' failed'; }
    if (!done) { return step.cells ? 'skipped' : 'no cells'; }
    if (done < step.cells) { return done + ' of ' + step.cells + ' done'; }
    return step.cells + ' ' + (step.states.computed === step.cells ? 'computed' : step.states.served === step.cells ? 'served' : 'done');
  };

  const bar = (step, palette, left, top) => {
    const parts = [];
    let from = left + 10;
    const whole = width - 20;
    order.filter((state) => step.states[state]).forEach((state) => {
      const length = whole * step.states[state] / step.cells;
      parts.push({ type: 'rect', style: { fill: palette[state] }, shape: { x: from, y: top + box.height - 12, width: Math.max(1.5, length), height: 4 } });
      from += length;
    });
    return parts;
  };
  const drawBox = (palette) => (params) => {
    const item = plan.own[params.dataIndex];
    const step = run.steps[item.node];
    const left = x(item);
    const top = y(item) - box.height / 2;
    const bad = step.states.failed;
    const idle = !(step.states.served || step.states.computed || step.states.adopted || bad);
    const text = (words, at, style) => ({ type: 'text', style: { text: words, x: left + 10, y: top + at, width: width - 20, fontFamily: font, overflow: 'truncate', ellipsis: '…', ...style } });
    return { type: 'group', children: [
      { type: 'rect', style: { fill: palette.card, stroke: bad ? palette.bad : palette.line, lineWidth: bad ? 2 : 1, lineDash: idle ? [4, 3] : null },
        emphasis: { style: { stroke: palette.ink, lineWidth: 2.5 } }, shape: { x: left, y: top, width, height: box.height, r: 6 } },
      text(step.id, 9, { fontSize: 13, fontWeight: 600, fill: palette.ink }),
      text(step.step, 27, { fontSize: 11, fill: palette.soft }),
      text(told(step), 43, { fontSize: 11, fontWeight: 600, fill: bad ? palette.bad : palette.soft }),
      ...bar(step, palette, left, top),
    ] };
  };
  const drawLink = (palette) => (params) => {
    const [from, to] = plan.links[params.dataIndex];
    const start = from.node < 0 ? x(from) + width / 2 : x(from) + width;
    const end = to.node < 0 ? x(to) + width / 2 : x(to);
    const half = (end - start) / 2;
    const curve = { type: 'bezierCurve', silent: true, style: { stroke: palette.link, lineWidth: 1.25, fill: null },
      shape: { x1: start, y1: y(from), x2: end - (to.node < 0 ? 0 : 5), y2: y(to), cpx1: start + half, cpy1: y(from), cpx2: end - half, cpy2: y(to) } };
    if (to.node < 0) { return curve; }
    const head = { type: 'polygon', silent: true, style: { fill: palette.link }, shape: { points: [[end, y(to)], [end - 7, y(to) - 3.5], [end - 7, y(to) + 3.5]] } };
    return { type: 'group', silent: true, children: [curve, head] };
  };

  const option = (palette) => ({
    animation: false,
    tooltip: run.tooltip,
    series: [
      { type: 'custom', coordinateSystem: 'none', silent: true, tooltip: { show: false }, renderItem: drawLink(palette), data: plan.links.map(() => 0) },
      { type: 'custom', coordinateSystem: 'none', renderItem: drawBox(palette), data: run.steps.map((step) => ({ name: name(step), value: 0 })) },
    ],
  });
  const chart = retrace.mount(element, plan.height + 2 * margin, (isDark) => [option(isDark ? dark : light)]);
  /* Right and left go along the layers, up and down within one. */
  const columns = plan.items.map((layer) => layer.filter((item) => item.node >= 0).map((item) => item.node));
  const tallest = Math.max(...columns.map((column) => column.length));
  const walk = Array.from({ length: tallest }, (ignored, row) => columns
    .filter((column) => column.length)
    .map((column) => [1, column[Math.min(row, column.length - 1)]]));
  retrace.walk(element, document.querySelector('#steps .reading'), chart, walk, (series, step) => name(run.steps[step]).replace('\n', '; '));
})();
