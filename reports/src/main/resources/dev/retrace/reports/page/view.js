'use strict';
/* What of a chart is shown: which of its series, and which of its columns where there are many. */
const view = (section, option, current) => {
  const element = section.querySelector('.chart');
  const names = option.legend ? option.legend.data : [];
  const hidden = new Set();
  const fewest = 4;
  const many = 24;
  const all = [0, 1];
  let span = all; // parts of the whole axis: drawings below each other may have different numbers of columns
  let centre = 0.5;

  /* Columns of each horizontal axis; one of numbers beside one of columns places what stands between them. */
  const columns = option.xAxis.map((axis) => axis.type === 'category' && axis.data.length > 1 ? axis.data
    : (option.xAxis.find((other) => other.type === 'category' && other.gridIndex === axis.gridIndex && other.data.length > 1) || {}).data);
  const most = Math.max(0, ...columns.map((data) => data ? data.length : 0));
  const isZoomable = most >= many;
  const ends = (count) => [Math.floor(span[0] * count + 1e-6), Math.max(Math.floor(span[0] * count + 1e-6), Math.ceil(span[1] * count - 1e-6) - 1)];

  const xAxis = () => option.xAxis.map((axis, index) => {
    if (!columns[index]) { return {}; }
    const [first, last] = ends(columns[index].length);
    if (axis.type !== 'category') { return { min: first - 0.5, max: last + 0.5 }; }
    return span === all ? { min: null, max: null } : { min: first, max: last };
  });
  /* Bars share the room of those that are hidden; what stands on them goes along. */
  const part = (bars, place) => {
    const gap = bars[0].type === 'bar' ? 0 : 0.3 * 0.8 / bars.length;
    const room = bars[0].type === 'bar' ? 1 - parseFloat(bars[0].barCategoryGap) / 100 : 0.8;
    const width = (room - gap * (bars.length - 1)) / bars.length;
    return width / 2 - room / 2 + place * (width + gap);
  };
  const moved = (datum, offset) => {
    const value = datum.value || datum;
    const at = [Math.round(value[0]) + offset, ...value.slice(1)];
    return datum.value ? { ...datum, value: at } : at;
  };
  const riders = () => option.series.filter((series) => series.type === 'line' || series.type === 'scatter').flatMap((series) => {
    const grid = option.xAxis[series.xAxisIndex || 0].gridIndex;
    const bars = option.series.filter((other) => (other.type === 'bar' || other.type === 'boxplot') && other.name && !hidden.has(other.name)
      && option.xAxis[other.xAxisIndex].gridIndex === grid);
    const place = bars.findIndex((other) => other.name === series.name);
    return place < 0 ? [] : [{ id: series.id, data: series.data.map((datum) => moved(datum, part(bars, place))) }];
  });
  const patch = () => {
    const changes = {};
    if (isZoomable) { changes.xAxis = xAxis(); }
    if (names.length) {
      changes.legend = { selected: Object.fromEntries(names.map((name) => [name, !hidden.has(name)])) };
      changes.series = riders();
    }
    return changes;
  };

  const column = (series, item) => {
    const datum = option.series[series].data[item];
    return Array.isArray(datum.value) && option.series[series].type === 'heatmap' ? datum.value[0] : item;
  };
  const isShown = ([series, item]) => {
    const { name, xAxisIndex } = option.series[series];
    const axis = columns[xAxisIndex || 0];
    if (hidden.has(name) || !isZoomable || !axis) { return !hidden.has(name); }
    const [first, last] = ends(axis.length);
    return column(series, item) >= first && column(series, item) <= last;
  };
  /* Hears what is read: there is where a key zooms. */
  const note = (series, item) => {
    const axis = columns[option.series[series].xAxisIndex || 0];
    if (axis) { centre = (column(series, item) + 0.5) / axis.length; }
  };

  const put = (parent, tag, text) => {
    const child = document.createElement(tag);
    child.textContent = text;
    parent.append(child);
    return child;
  };
  const bar = (label) => {
    const group = document.createElement('div');
    group.className = 'controls';
    group.setAttribute('role', 'group');
    group.setAttribute('aria-label', label);
    group.setAttribute('aria-describedby', section.getAttribute('aria-labelledby'));
    section.querySelector('.reading').before(group);
    return group;
  };
  const button = (group, text, act) => {
    const made = put(group, 'button', text);
    made.type = 'button';
    made.addEventListener('click', act);
    return made;
  };

  const redraw = () => { current().setOption(patch()); tell(); };
  const toggles = new Map();
  const toggle = (name) => {
    if (!hidden.delete(name)) { hidden.add(name); }
    redraw();
  };
  if (names.length > 1) {
    const group = bar('Series that are shown');
    put(group, 'span', 'Shown:');
    names.forEach((name) => toggles.set(name, button(group, name, () => toggle(name))));
  }

  let range = null;
  let tools = {};
  const zoomTo = (from, to) => {
    const width = Math.min(1, Math.max(fewest / most, to - from));
    const start = Math.min(1 - width, Math.max(0, from));
    span = width > 1 - 1e-6 ? all : [start, start + width];
    centre = Math.min(span[1], Math.max(span[0], centre));
    redraw();
  };
  const zoom = (factor) => {
    const width = (span[1] - span[0]) * factor;
    const at = centre >= span[0] && centre <= span[1] ? centre : (span[0] + span[1]) / 2;
    zoomTo(at - width / 2, at + width / 2);
  };
  const move = (parts) => {
    const step = (span[1] - span[0]) * parts;
    centre += step;
    zoomTo(span[0] + step, span[1] + step);
  };
  const whole = () => zoomTo(0, 1);
  if (isZoomable) {
    const group = bar('Columns that are shown');
    put(group, 'span', 'Columns:');
    tools = {
      closer: button(group, 'Zoom in', () => zoom(0.5)), wider: button(group, 'Zoom out', () => zoom(2)),
      left: button(group, '◂ Left', () => move(-0.5)), right: button(group, 'Right ▸', () => move(0.5)), whole: button(group, 'All', whole),
    };
    range = put(group, 'span', '');
    range.setAttribute('role', 'status');
    section.classList.add('zoomable');
    const keys = { '+': () => zoom(0.5), '=': () => zoom(0.5), '-': () => zoom(2), 0: whole };
    element.addEventListener('keydown', (event) => {
      if (keys[event.key] && !event.ctrlKey && !event.metaKey && !event.altKey) {
        event.preventDefault();
        keys[event.key]();
      }
    });
  }

  const tell = () => {
    toggles.forEach((made, name) => made.setAttribute('aria-pressed', String(!hidden.has(name))));
    if (!isZoomable) { return; }
    const axes = columns.filter((data, index) => data && option.xAxis[index].type === 'category');
    const words = axes.map((data) => ends(data.length).map((at) => data[at]).join(' to '));
    range.textContent = [...new Set(words)].join('; ');
    const still = { closer: (span[1] - span[0]) * most <= fewest + 1e-6, wider: span === all, whole: span === all,
      left: span[0] <= 1e-6, right: span[1] >= 1 - 1e-6 };
    Object.entries(still).forEach(([name, stands]) => { tools[name].setAttribute('aria-disabled', String(stands)); });
  };

  /* A pointer that is drawn across columns zooms to them; a double click goes back. */
  const band = document.createElement('div');
  band.className = 'band';
  let drag = null;
  const place = (event) => {
    const box = element.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const start = (event) => {
    if (event.button !== 0 || event.pointerType === 'touch') { return; }
    const at = place(event);
    const index = columns.findIndex((data, axis) => data && option.xAxis[axis].type === 'category'
      && current().containPixel({ gridIndex: option.xAxis[axis].gridIndex }, at));
    drag = index < 0 ? null : { index, at, moved: false };
  };
  const follow = (event) => {
    if (!drag) { return; }
    const [x] = place(event);
    if (!drag.moved && Math.abs(x - drag.at[0]) < 8) { return; }
    if (!drag.moved) {
      drag.moved = true;
      element.setPointerCapture(event.pointerId);
      element.append(band);
    }
    band.style.left = Math.min(x, drag.at[0]) + 'px';
    band.style.width = Math.abs(x - drag.at[0]) + 'px';
  };
  const finish = (event) => {
    const { index, at, moved: isMoved } = drag || {};
    drag = null;
    band.remove();
    if (!isMoved || event.type === 'pointercancel') { return; }
    const count = columns[index].length;
    const [shownFirst, shownLast] = ends(count);
    const found = [at[0], place(event)[0]].map((x) => current().convertFromPixel({ xAxisIndex: index }, x)).sort((a, b) => a - b);
    zoomTo(Math.max(shownFirst, found[0]) / count, (Math.min(shownLast, found[1]) + 1) / count);
  };
  if (isZoomable) {
    element.addEventListener('pointerdown', start);
    element.addEventListener('pointermove', follow);
    ['pointerup', 'pointercancel'].forEach((type) => element.addEventListener(type, finish));
    element.addEventListener('dblclick', whole);
  }
  tell();

  /* The drawn legend takes clicks too. */
  const listen = (chart) => chart.on('legendselectchanged', ({ selected }) => {
    names.forEach((name) => { if (selected[name]) { hidden.delete(name); } else { hidden.add(name); } });
    redraw();
  });
  return { patch, isShown, note, listen };
};
