import type { PageData } from '../page-data.ts';
import { Chart } from './chart.ts';
import { byId } from './dom.ts';
import { ACTIONS } from './gestures.ts';
import { setUpLegend } from './legend.ts';
import { Log, tellLeftOut } from './log.ts';
import { modelOf, type Shown } from './model.ts';
import { setUpSearch } from './search.ts';
import { setUpTheme } from './theme.ts';

// The script of a page: it draws the chart, fills the log and joins the two. All else stands in the page already.

function begin(): void {
  const host = byId('chart', HTMLElement);
  const text = document.getElementById('data')?.textContent;
  tellBeginning();
  if (host === undefined || text == null) {
    setUpTheme(() => undefined);
    return;
  }
  const data: PageData = JSON.parse(text);
  const model = modelOf(data);
  const shown: Shown = {
    lanes: new Set(model.lanes.keys()),
    curves: new Set(model.curves.keys()),
    processes: true,
    machine: false,
    limits: true,
    marks: true,
    phases: true,
  };
  const chart = new Chart(host, model, shown);
  setUpLegend(model, shown, () => chart.rebuild());
  setUpTheme(() => chart.rebuild());
  window.matchMedia('print').addEventListener('change', () => chart.rebuild());
  const tools = byId('tools', HTMLElement);
  if (tools !== undefined) tools.hidden = false;
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-do]')) {
    button.addEventListener('click', () => ACTIONS[button.dataset['do'] ?? '']?.(chart));
  }
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-phase]')) {
    button.addEventListener('click', () => {
      const phase = data.phases[Number(button.dataset['phase'])];
      if (phase === undefined) return;
      const margin = (phase.end - phase.start) * 0.05;
      chart.show(phase.start - margin, phase.end + margin);
      host.scrollIntoView({ block: 'nearest' });
      chart.point(phase.start);
    });
  }
  const status = byId('status', HTMLElement);
  chart.onShow = (from, to) => {
    if (status === undefined) return;
    const words = (place: number): string => model.clock(place, to - from);
    const whole = to - from >= data.duration * 0.9999;
    status.textContent = whole
      ? ''
      : `${words(from)} to ${words(to)} of ${model.clock(data.duration, data.duration)}`;
  };
  chart.onShow(...chart.span());
  const list = byId('log', HTMLOListElement);
  if (list === undefined || data.log === undefined) return;
  const log = new Log(list, model);
  tellLeftOut(model);
  setUpSearch(log, data.log.total - data.log.lines.length);
  chart.onPoint = (time) => log.point(time);
  log.onLine = (time) => chart.lead(time);
}

/** When the run began, as calendars here write it. */
function tellBeginning(): void {
  const place = byId('began', HTMLElement);
  const time = Number(place?.dataset['time']);
  if (place === undefined || !(time > 0)) return;
  const format = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
  place.textContent = format.format(time);
}

begin();
