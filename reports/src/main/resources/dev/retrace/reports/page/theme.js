'use strict';
/* Light or dark, for the page and its charts; what all pages share. */
const retrace = (() => {
  const root = document.documentElement;
  const system = matchMedia('(prefers-color-scheme: dark)');
  const listeners = [];
  let printing = false;

  const isDark = () => root.dataset.theme ? root.dataset.theme === 'dark' : system.matches;
  const chartsAreDark = () => isDark() && !printing;

  const chartTheme = (ink, soft, line, faint, surface) => {
    const axis = {
      axisLine: { lineStyle: { color: line } },
      axisTick: { lineStyle: { color: line } },
      axisLabel: { color: soft },
      nameTextStyle: { color: soft },
      splitLine: { lineStyle: { color: faint } },
    };
    return {
      textStyle: { color: ink, fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif' },
      title: { textStyle: { color: soft } },
      legend: { textStyle: { color: soft } },
      categoryAxis: axis, valueAxis: axis, timeAxis: axis,
      tooltip: { backgroundColor: surface, borderColor: line, textStyle: { color: ink, fontSize: 13 } },
    };
  };
  const light = chartTheme('#1c1b22', '#45434e', '#a9a7b2', '#e7e5df', '#ffffff');
  const dark = chartTheme('#ecebf1', '#b9b7c4', '#5a5964', '#34343e', '#2c2c35');

  const changed = () => {
    document.querySelectorAll('[data-theme-toggle]').forEach((button) => {
      button.textContent = isDark() ? 'Light page' : 'Dark page';
    });
    listeners.forEach((listener) => listener());
  };
  const print = (now) => {
    printing = now;
    [...waiting.values()].forEach((draw) => draw());
    changed();
  };

  /* Charts that are not drawn yet. */
  const waiting = new Map();
  const near = new IntersectionObserver((seen) => {
    seen.filter((entry) => entry.isIntersecting && waiting.has(entry.target)).forEach((entry) => waiting.get(entry.target)());
  }, { rootMargin: '300px 0px' });
  const later = (work) => window.requestIdleCallback ? requestIdleCallback(work) : setTimeout(work, 60);
  const drawNext = () => {
    const [draw] = waiting.values();
    if (draw) { draw(); later(drawNext); }
  };

  document.querySelectorAll('[data-theme-toggle]').forEach((button) => {
    button.addEventListener('click', () => {
      root.dataset.theme = isDark() ? 'light' : 'dark';
      changed();
    });
  });
  system.addEventListener('change', changed);
  addEventListener('beforeprint', () => print(true));
  addEventListener('afterprint', () => print(false));

  /*
   * Draws a chart, again whenever light or width changes. `draw(dark)` gives the options, `ready` hears of each
   * drawing. What is far from the view is drawn when the page has nothing else to do, or is printed.
   */
  const mount = (element, height, draw, ready) => {
    let chart = null;
    element.style.height = height + 'px';
    const render = () => {
      if (chart) { chart.dispose(); }
      chart = echarts.init(element, chartsAreDark() ? dark : light, { renderer: 'svg' });
      const options = draw(chartsAreDark());
      options.forEach((option) => chart.setOption(option));
      if (options[0].tooltip?.formatter === '{b}') { // which ECharts escapes as for HTML, although this is text
        chart.setOption({ tooltip: { formatter: (mark) => mark.name } });
      }
      const svg = element.querySelector('svg');
      if (svg) { svg.setAttribute('aria-hidden', 'true'); svg.setAttribute('focusable', 'false'); }
      if (ready) { ready(chart); }
    };
    const current = () => {
      if (!chart) {
        waiting.delete(element);
        near.unobserve(element);
        render();
        new ResizeObserver(() => chart.resize()).observe(element);
      }
      return chart;
    };
    listeners.push(() => { if (chart) { render(); } });
    waiting.set(element, current);
    near.observe(element);
    if (waiting.size === 1) { later(drawNext); }
    return current;
  };

  /* Reads marks with the arrow keys. `cells` are rows of [series, item]; `name` gives the words; only what is shown is read. */
  const walk = (element, reading, current, cells, name, shown = () => true) => {
    let row = -1;
    let column = -1;
    const clamp = (value, length) => Math.max(0, Math.min(length - 1, value));
    const leave = () => {
      current().dispatchAction({ type: 'downplay' });
      current().dispatchAction({ type: 'hideTip' });
    };
    const show = ([seriesIndex, dataIndex]) => {
      leave();
      current().dispatchAction({ type: 'highlight', seriesIndex, dataIndex });
      current().dispatchAction({ type: 'showTip', seriesIndex, dataIndex });
      reading.textContent = name(seriesIndex, dataIndex);
    };
    const moves = {
      ArrowRight: () => { column += 1; }, ArrowLeft: () => { column -= 1; },
      ArrowDown: () => { row += 1; }, ArrowUp: () => { row -= 1; },
      Home: () => { column = 0; }, End: () => { column = Infinity; },
    };
    element.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') {
        leave();
        reading.textContent = '';
      } else if (moves[event.key] && !event.ctrlKey && !event.metaKey && !event.altKey) {
        event.preventDefault();
        const rows = cells.map((line) => line.filter(shown)).filter((line) => line.length);
        if (!rows.length) { return; }
        if (row < 0) { row = 0; column = 0; } else { moves[event.key](); }
        row = clamp(row, rows.length);
        column = clamp(column, rows[row].length);
        show(rows[row][column]);
      }
    });
    element.addEventListener('blur', leave);
  };

  const save = (name, blob) => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };

  addEventListener('DOMContentLoaded', changed);
  return { mount, walk, save, light };
})();
