'use strict';
/* Draws the figures of a report and lets the reader walk through and save them. */
document.querySelectorAll('section.figure').forEach((section) => {
  const figure = packed.figure(JSON.parse(section.querySelector('script.data').textContent));
  const chart = figure.chart;
  const drawing = section.querySelector('.schematic svg');
  if (chart) {
    const element = section.querySelector('.chart');
    const seen = view(section, chart.option, () => mounted());
    const mounted = retrace.mount(element, chart.height,
      (dark) => [chart.option, dark ? chart.dark : {}, seen.patch()], seen.listen);
    retrace.walk(element, section.querySelector('.reading'), mounted, chart.cells, (series, item) => {
      seen.note(series, item);
      return chart.option.series[series].data[item].name;
    }, seen.isShown);
  }

  const details = section.querySelector('details.values');
  if (details) { table.openable(details, figure.table); }

  const width = 960;
  const csvField = (value) => {
    const text = value === null ? '' : String(value);
    return /[",\r\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text;
  };
  const csv = () => [figure.table.columns, ...figure.table.rows]
    .map((row) => row.map(csvField).join(',') + '\r\n').join('');

  /* Saved drawings are always light, whatever the page is. */
  const drawn = (element, options) => {
    const still = echarts.init(element, retrace.light, { width, height: chart.height, ...options });
    /* Whole at once: a large map is otherwise drawn bit by bit. */
    const series = chart.option.series.map((one) => ({ ...one, progressive: 0 }));
    still.setOption({ ...chart.option, series, backgroundColor: '#ffffff' });
    return still;
  };
  const svg = () => {
    if (drawing) { return new XMLSerializer().serializeToString(drawing); }
    const still = drawn(null, { renderer: 'svg', ssr: true });
    const text = still.renderToSVGString();
    still.dispose();
    return text;
  };
  const png = (then) => {
    const still = drawn(document.createElement('div'), { renderer: 'canvas', devicePixelRatio: 3 });
    still.renderToCanvas({ pixelRatio: 3, backgroundColor: '#ffffff' }).toBlob((blob) => {
      still.dispose();
      then(blob);
    }, 'image/png');
  };
  const saves = {
    csv: () => retrace.save(figure.file + '.csv', new Blob([csv()], { type: 'text/csv' })),
    svg: () => retrace.save(figure.file + '.svg', new Blob([svg()], { type: 'image/svg+xml' })),
    png: () => png((blob) => retrace.save(figure.file + '.png', blob)),
    json: () => retrace.save(figure.file + '.echarts.json',
      new Blob([JSON.stringify(chart.option, null, 2) + '\n'], { type: 'application/json' })),
  };
  section.querySelectorAll('[data-download]').forEach((button) => {
    button.addEventListener('click', saves[button.dataset.download]);
  });
});
