'use strict';
/* The run as data, and the words for it; shared by the drawings and the table of the page. */
const run = (() => {
  const data = JSON.parse(document.querySelector('script.data').textContent);
  const second = 1000;
  const minute = 60 * second;
  const hour = 60 * minute;

  /* 340 ms, 1.5 s, 4 min 12 s, 2 h 5 min. */
  const duration = (millis) => {
    const seconds = Math.round(millis / second);
    if (millis < second) { return Math.round(millis) + ' ms'; }
    if (millis < minute) { return (millis / second).toFixed(1) + ' s'; }
    if (seconds < 3600) { return Math.floor(seconds / 60) + ' min ' + seconds % 60 + ' s'; }
    return Math.floor(seconds / 3600) + ' h ' + Math.floor(seconds % 3600 / 60) + ' min';
  };

  const cells = data.cells.map(([name, step, state, start, millis, lane, key, text]) => ({
    name: data.steps[step].id + name, step, state: data.states[state], start, millis,
    lane: lane < 0 ? '' : data.lanes[lane], key, text: text < 0 ? '' : data.texts[text],
  }));
  const steps = data.steps.map((step) => ({ ...step, cells: 0, millis: 0, states: {} }));
  cells.forEach((cell) => {
    const step = steps[cell.step];
    step.cells += 1;
    step.millis += cell.millis;
    step.states[cell.state] = (step.states[cell.state] || 0) + 1;
  });

  const shortened = (text, length) => text.length > length ? text.slice(0, length - 1) + '…' : text;
  const counts = (states) => Object.entries(states).map(([state, count]) => count + ' ' + state).join(', ');
  /* Okabe and Ito's colours, told apart by all common kinds of colour vision; the last is for the rest. */
  const colors = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00', '#b3a62e', '#8a8a94'];
  const tooltip = { trigger: 'item', renderMode: 'richText', confine: true, formatter: '{b}' };

  return { cells, steps, states: data.states, millis: data.millis, duration, shortened, counts, colors, tooltip,
    second, minute, hour };
})();
