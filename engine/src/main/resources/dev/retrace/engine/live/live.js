'use strict';
/* Asks the run once a second how it is, and shows it; at the end takes the run's pages into itself. */
(() => {
  const at = (id) => document.getElementById(id);
  const watcher = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, '0')).join('');
  const pause = 1000;
  let tag = '';
  let view = null;
  let heard = 0;
  let logged = '';
  let lost = 0;

  const duration = (seconds) => {
    const whole = Math.round(seconds);
    if (seconds < 10) { return seconds.toFixed(1) + ' s'; }
    if (whole < 60) { return whole + ' s'; }
    if (whole < 3600) { return Math.floor(whole / 60) + ' min ' + whole % 60 + ' s'; }
    return Math.floor(whole / 3600) + ' h ' + Math.floor(whole % 3600 / 60) + ' min';
  };
  const percent = (part, whole) => whole > 0 ? Math.min(100, 100 * part / whole) : 0;
  const sum = (all, value) => all.reduce((total, one) => total + value(one), 0);
  /* Text is set only where it changed, so that a reader's place and a screen reader's peace are kept. */
  const say = (element, text) => { if (element.textContent !== text) { element.textContent = text; } };
  const make = (tagName, className, parent) => {
    const element = document.createElement(tagName);
    if (className) { element.className = className; }
    if (parent) { parent.append(element); }
    return element;
  };
  const bars = (track, served, computed, failed, whole) => {
    [served, computed, failed].forEach((part, index) => { track.children[index].style.width = percent(part, whole) + '%'; });
  };
  const track = (parent) => {
    const made = make('div', 'track', parent);
    made.setAttribute('aria-hidden', 'true');
    ['served', 'computed', 'failed'].forEach((kind) => make('span', 'bar ' + kind, made));
    return made;
  };

  /* One child of a list per key, made once, changed in place, gone when its key is. */
  const keep = (parent, all, key, create, update) => {
    const old = new Map(Array.from(parent.children, (child) => [child.dataset.key, child]));
    all.forEach((one, index) => {
      let child = old.get(key(one));
      if (!child) { child = create(one); child.dataset.key = key(one); }
      old.delete(key(one));
      update(child, one);
      if (parent.children[index] !== child) { parent.insertBefore(child, parent.children[index] || null); }
    });
    old.forEach((child) => child.remove());
  };

  const since = () => (performance.now() - heard) / 1000;
  const left = (step) => step.secondsLeft >= 0 ? duration(Math.max(0, step.secondsLeft - since())) : '';
  const rate = (perSecond) => perSecond <= 0 ? '' : perSecond >= 1 ? perSecond.toFixed(1) + '/s' : (perSecond * 60).toFixed(1) + '/min';
  const complete = (step) => step.skipped || (step.undecided === 0 && step.total > 0 && step.served + step.computed + step.failed === step.total);

  const createStep = (step) => {
    const row = make('tr');
    const name = make('th', '', row);
    name.scope = 'row';
    name.textContent = step.id;
    track(make('td', '', row));
    for (let i = 0; i < 6; i += 1) { make('td', 'number', row); }
    return row;
  };
  const updateStep = (row, step) => {
    const waits = step.skipped || (step.total === 0 && step.undecided > 0);
    row.className = waits ? 'waits' : '';
    const whole = step.total || step.undecided;
    const ended = step.served + step.computed + step.failed;
    bars(row.querySelector('.track'), step.served, step.computed + Math.max(0, step.done - ended), step.failed, whole);
    const texts = [
      step.skipped ? 'skipped' : waits ? 'waits' : String(ended),
      waits ? '' : step.total + (step.undecided ? '+' : ''),
      step.served ? String(step.served) : '', step.failed ? String(step.failed) : '',
      complete(step) ? '' : rate(step.perSecond), complete(step) ? '' : left(step)];
    texts.forEach((text, index) => say(row.children[index + 2], text));
  };

  const createCell = (cell) => {
    const item = make('li');
    const button = make('button', '', item);
    button.type = 'button';
    button.textContent = cell.cell;
    button.setAttribute('aria-label', 'Log of ' + cell.cell);
    button.addEventListener('click', () => { logged = cell.cell; showLog(); });
    make('span', 'where', item);
    return item;
  };
  const updateRunning = (item, cell) => {
    const spent = cell.millis / 1000 + since();
    const known = cell.total > 0;
    say(item.children[1], cell.lane + ' · ' + duration(spent) + (known ? ' · ' + cell.done + '/' + cell.total : ''));
    if (known) { bars(item.querySelector('.track') || track(item), 0, cell.done, 0, cell.total); }
  };
  const updateFailure = (item, failure) => { say(item.querySelector('.message') || make('span', 'message', item), failure.message); };

  const showLog = async () => {
    if (!logged) { return; }
    at('log-section').hidden = false;
    say(at('log-cell'), logged);
    try {
      const response = await fetch('log?cell=' + encodeURIComponent(logged), { cache: 'no-store' });
      const pre = at('log');
      const below = pre.scrollHeight - pre.scrollTop - pre.clientHeight < 30;
      say(pre, await response.text());
      if (below) { pre.scrollTop = pre.scrollHeight; }
    } catch (gone) {
      logged = '';
    }
  };

  const show = () => {
    if (!view) { return; }
    const steps = view.steps;
    const ending = view.ending;
    const total = sum(steps, (step) => step.total);
    const open = sum(steps, (step) => step.skipped ? 0 : step.undecided);
    const served = sum(steps, (step) => step.served);
    const computed = sum(steps, (step) => step.computed);
    const ended = served + computed + view.failed;
    const elapsed = view.millis / 1000 + (ending ? 0 : since());
    const longest = Math.max(-1, ...steps.filter((step) => !complete(step)).map((step) => step.secondsLeft));
    document.title = (ending ? ending.outcome : Math.floor(percent(ended, total + open)) + ' %') + ' · ' + view.workflow;
    say(at('title'), 'Run of ' + view.workflow);
    say(at('sum'), ended + ' of ' + total + (open ? '+' : '') + ' cells · ' + served + ' served · ' + computed + ' computed'
      + (view.failed ? ' · ' + view.failed + ' failed' : '') + ' · ' + duration(elapsed)
      + (!ending && longest >= 0 ? ' · about ' + duration(Math.max(0, longest - since())) + ' left' : '') + ' · ' + view.run);
    bars(at('whole'), served, computed, view.failed, total + open);
    at('whole').setAttribute('aria-valuenow', String(Math.floor(percent(ended, total + open))));
    at('outcome').className = 'outcome ' + (ending ? ending.outcome : 'running');
    say(at('outcome'), ending ? ending.outcome : 'running');
    keep(at('steps'), steps, (step) => step.id, createStep, updateStep);
    keep(at('running'), view.running, (cell) => cell.cell, createCell, updateRunning);
    at('idle').hidden = view.running.length > 0;
    at('running-section').hidden = Boolean(ending);
    keep(at('failures'), view.failures, (failure) => failure.cell, createCell, updateFailure);
    at('failures-section').hidden = view.failed === 0;
    at('more-failures').hidden = view.failed <= view.failures.length;
    say(at('more-failures'), 'and ' + (view.failed - view.failures.length) + ' more; the run’s page lists all');
    keep(at('notes'), view.notes.map((text, index) => ({ text, key: index + text })), (note) => note.key, () => make('li'), (item, note) => say(item, note.text));
    at('notes-section').hidden = view.notes.length === 0;
  };

  /* The run's pages, each in a frame of its own, which stays when the process that served it is gone. */
  const takePages = (ending) => {
    const tabs = at('tabs');
    const panels = [at('live')];
    const choose = (chosen) => {
      panels.forEach((panel, index) => { panel.hidden = index !== chosen; });
      Array.from(tabs.children, (tab, index) => tab.setAttribute('aria-selected', String(index === chosen)));
      document.body.classList.toggle('framed', chosen > 0);
    };
    const tab = (title, panel) => {
      const button = make('button', '', tabs);
      button.type = 'button';
      button.setAttribute('role', 'tab');
      button.setAttribute('aria-controls', panel.id);
      button.textContent = title;
      const index = tabs.children.length - 1;
      button.addEventListener('click', () => choose(index));
    };
    tab('How it went', at('live'));
    const loads = ending.pages.map((page, index) => new Promise((loaded) => {
      const panel = make('section', 'page');
      panel.id = 'page-' + index;
      panel.setAttribute('aria-label', page.title);
      const frame = make('iframe', '', panel);
      frame.title = page.title;
      frame.addEventListener('load', loaded, { once: true });
      frame.src = 'pages/' + encodeURIComponent(page.name);
      panels.push(panel);
      document.body.insertBefore(panel, document.querySelector('footer'));
      tab(page.title, panel);
    }));
    tabs.hidden = false;
    choose(0);
    say(at('foot'), 'The run has ended, and with it what served this page; all of it stays here until you close it. Its files: '
      + ending.pages.map((page) => page.path).join(', ') + (ending.pages.length ? '' : ending.folder));
    return Promise.all(loads);
  };

  const finish = async (ending) => {
    show();
    await showLog();
    logged = '';
    await takePages(ending);
    await fetch('state?left=1&watcher=' + watcher, { cache: 'no-store' }).catch(() => {});
  };

  const ask = async () => {
    try {
      const response = await fetch('state?watcher=' + watcher, { cache: 'no-store', headers: tag ? { 'If-None-Match': tag } : {} });
      lost = 0;
      if (response.status === 200) {
        tag = response.headers.get('ETag') || '';
        view = await response.json();
        heard = performance.now();
      }
    } catch (gone) {
      lost += 1;
    }
    if (view && view.ending) { return finish(view.ending); }
    if (lost >= 3) {
      at('outcome').className = 'outcome lost';
      say(at('outcome'), 'no answer');
      say(at('foot'), 'The run’s process does not answer: it has ended or was killed. The same command goes on where it stopped.');
      return null;
    }
    show();
    await showLog();
    return new Promise((later) => setTimeout(later, pause)).then(ask);
  };
  ask();
})();
