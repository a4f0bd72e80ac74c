import { expect, test } from 'vitest';
import { createReport } from '../../../src/analyze/report/report.ts';
import { chartReport } from '../../../src/render/chart-report.ts';
import { markdownReport } from '../../../src/render/markdown.ts';
import { MIB } from './example.ts';

const VIEW = { columns: 100, color: false, unicode: true };
const ANIMALS = 'ant bee cat dog elk fox gnu hen ibis jay kite lark'.split(' ');

/** Twelve kinds of lines, each of which 32 MiB of one climb follow. */
function report() {
  const builder = createReport();
  builder.add({ type: 'start', time: 0, version: 1, name: 'farm' });
  let time = 0;
  let rss = 10 * MIB;
  for (const animal of ANIMALS) {
    for (let i = 0; i < 8; i++) {
      builder.add({ type: 'sample', time, rss });
      const msg = `feeding the ${animal} number ${i} at the farm of ${animal}`;
      builder.add({ type: 'line', time: time + 1, fd: 1, msg });
      rss += 4 * MIB;
      time += 40;
    }
  }
  builder.add({ type: 'sample', time, rss });
  builder.add({ type: 'end', time, reason: 'exit', exit: { code: 0 } });
  return builder.finish();
}

const listed = (text: string): number =>
  ANIMALS.filter((one) => text.includes(`the ${one} n`)).length;

test('as many templates are listed as are asked for, and what is left out is counted', () => {
  const whole = report();
  for (const render of [chartReport, markdownReport]) {
    const all = render(whole, VIEW, { templates: 20, phases: 'all' });
    expect(listed(all)).toBe(ANIMALS.length);
    expect(all).not.toContain('more: ');
    const some = render(whole, VIEW, { templates: 5, phases: 'all' });
    const [, more, wanted] = /… and (\d+) more: `?--lines (\d+)/.exec(some) ?? [];
    expect(Number(wanted)).toBe(5 + Number(more));
    expect(render(whole, VIEW, { templates: Number(wanted), phases: 'all' })).not.toContain(
      'more: ',
    );
  }
});
