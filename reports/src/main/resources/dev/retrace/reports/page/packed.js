'use strict';
/* A figure's data as it was before the page said once what neighbours share. */
const packed = (() => {
  const names = (coded) => {
    const all = [];
    for (let at = 0; at < coded.length; at += 2) {
      all.push((all[all.length - 1] || '').slice(0, coded[at]) + coded[at + 1]);
    }
    return all;
  };
  const series = (one) => {
    if (!one.data || Array.isArray(one.data)) { return one; }
    return { ...one, data: names(one.data.names).map((name, at) => ({ name, value: one.data.values[at] })) };
  };
  const chart = (read) => read && { ...read, option: { ...read.option, series: read.option.series.map(series) } };

  const column = (read) => Array.isArray(read) ? read : read.at.map((place) => read.words[place]);
  const table = (read) => {
    if (read.rows) { return read; }
    const columns = read.packed.map(column);
    return { columns: read.columns, keys: read.keys, rows: columns.length ? columns[0].map((ignored, row) => columns.map((values) => values[row])) : [] };
  };

  const figure = (read) => ({ ...read, chart: chart(read.chart), table: table(read.table) });
  return { figure };
})();
