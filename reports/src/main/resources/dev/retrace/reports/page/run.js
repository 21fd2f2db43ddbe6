'use strict';
/* Draws the timeline of a run: a bar per computed cell in its lane, a diamond per served one. */
(() => {
  const data = document.querySelector('script.data');
  if (!data) { return; }
  const run = JSON.parse(data.textContent);
  const element = document.querySelector('.chart');
  /* Okabe and Ito's colours, told apart by all common kinds of colour vision; the last is for the rest. */
  const colors = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00', '#b3a62e', '#8a8a94'];
  const color = (step) => colors[Math.min(step, colors.length - 1)];
  const failure = '#d1242f';

  const second = 1000;
  const minute = 60 * second;
  const hour = 60 * minute;
  const pad = (value) => String(value).padStart(2, '0');
  const time = (millis) => {
    if (millis % second) { return millis / second + ' s'; }
    const hours = Math.floor(millis / hour);
    const minutes = Math.floor(millis % hour / minute);
    const seconds = millis % minute / second;
    return hours ? hours + ':' + pad(minutes) + ' h' : minutes + ':' + pad(seconds);
  };
  /* At most eight ticks, at times that people count in. */
  const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500]
    .concat([1, 2, 5, 10, 15, 30].map((n) => n * second), [1, 2, 5, 10, 15, 30].map((n) => n * minute),
      [1, 2, 6, 12, 24, 48, 168].map((n) => n * hour));
  const last = run.bars.reduce((end, bar) => Math.max(end, bar.start + bar.millis), 1);
  const tick = steps.find((step) => last / step <= 8) || last;

  const shape = (params, api) => {
    const bar = run.bars[params.dataIndex];
    const from = api.coord([bar.start, bar.lane]);
    const to = api.coord([bar.start + bar.millis, bar.lane]);
    const style = { fill: color(bar.step) };
    if (bar.state === 'served') {
      const r = 6;
      return { type: 'polygon', style: { ...style, stroke: '#ffffff', lineWidth: 1 }, shape: {
        points: [[from[0], from[1] - r], [from[0] + r, from[1]], [from[0], from[1] + r], [from[0] - r, from[1]]],
      } };
    }
    if (bar.state === 'failed') { Object.assign(style, { stroke: failure, lineWidth: 2.5 }); }
    const height = Math.min(20, api.size([0, 1])[1] * 0.62);
    return { type: 'rect', style, shape: {
      x: from[0], y: from[1] - height / 2, width: Math.max(2, to[0] - from[0]), height, r: 2,
    } };
  };

  const longest = run.lanes.reduce((most, lane) => Math.max(most, lane.length), 0);
  const option = {
    animation: false,
    tooltip: { trigger: 'item', renderMode: 'richText', confine: true, formatter: '{b}' },
    legend: { show: run.steps.length <= colors.length, bottom: 0, type: 'scroll', selectedMode: false,
      data: run.steps.map((name) => ({ name, icon: 'roundRect' })) },
    grid: { left: Math.min(140, 24 + 7 * longest), right: 24, top: 8, bottom: 62 },
    xAxis: { type: 'value', min: 0, max: last, interval: tick, splitLine: { show: true },
      axisLabel: { formatter: time, hideOverlap: true, showMaxLabel: last % tick === 0 } },
    yAxis: { type: 'category', data: run.lanes, inverse: true, axisTick: { show: false }, axisLine: { show: false },
      axisLabel: { width: 120, overflow: 'truncate' } },
    series: [
      { type: 'custom', clip: false, renderItem: shape, encode: { x: [0, 1], y: 2 },
        data: run.bars.map((bar) => ({ name: bar.name, value: [bar.start, bar.start + bar.millis, bar.lane] })) },
      /* Empty series that give the legend its colours. */
      ...run.steps.map((name, step) => ({ type: 'bar', name, data: [], itemStyle: { color: color(step) } })),
    ],
  };
  const chart = retrace.mount(element, 88 + 34 * run.lanes.length, () => [option]);
  const cells = run.lanes.map((lane, index) => run.bars
    .map((bar, item) => ({ bar, item }))
    .filter(({ bar }) => bar.lane === index)
    .sort((a, b) => a.bar.start - b.bar.start)
    .map(({ item }) => [0, item]));
  retrace.walk(element, document.querySelector('.reading'), chart, cells, (series, item) => run.bars[item].name);
})();
