import type { Report } from '../../analyze/report/types.ts';
import { formatSize } from '../../text/size.ts';
import { place } from '../axis.ts';
import { oneLine } from '../text.ts';
import { type Html, html } from './escape.ts';
import { table } from './parts.ts';

/** Moments at equal distances, beside those where something changes. */
const EVEN = 40;
const MOST_PHASES = 40;
const MOST_MARKS = 40;

/** The curve in numbers, for whoever cannot see the chart: where phases begin, the peak, and equal steps between. */
export function momentsTable(report: Report): Html {
  const { curve, phases, marks, peak, duration, axis, metric, measure } = report;
  const { times, values } = curve;
  const what = new Map<number, string>();
  for (let i = 0; i <= EVEN; i++) what.set(indexAt(times, (duration * i) / EVEN), '');
  for (const [i, phase] of phases.slice(0, MOST_PHASES).entries()) {
    what.set(indexAt(times, phase.start), `phase ${i + 1} (${phase.kind}) begins`);
  }
  for (const { time, msg } of marks.slice(0, MOST_MARKS)) {
    what.set(indexAt(times, time), `mark: ${oneLine(msg)}`);
  }
  if (peak !== undefined) what.set(indexAt(times, peak.time), 'the peak');
  const rows = [...what]
    .sort(([a], [b]) => a - b)
    .map(([i, words]) => [
      place(times[i] ?? 0, axis),
      formatSize(values[i] ?? 0, { fixed: true }),
      words,
    ]);
  return html`<details class="panel"><summary>The curve in numbers</summary>
${table({
  caption: 'The curve at equal steps, where phases begin, and at the peak',
  quiet: true,
  columns: [
    { head: axis === undefined ? 'Time' : axis, number: true },
    { head: measure ?? metric, number: true },
    { head: 'What' },
  ],
  rows,
})}
</details>`;
}

/** The sample nearest before a time, or the first one. */
function indexAt(times: Float64Array, time: number): number {
  let low = 0;
  let high = times.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((times[middle] ?? 0) <= time) low = middle;
    else high = middle - 1;
  }
  return low;
}
