import { expect, test } from 'vitest';
import { end, sample, start } from '../records.ts';
import { exported } from './exported.ts';

test('MEM in MiB and epoch seconds, and a FUNC line a phase', async () => {
  const text = await exported('mprof', [
    start({ argv: ['python', 'a b.py'] }),
    ...Array.from({ length: 100 }, (_, i) => sample(i * 100.25, i < 50 ? 10 : 10 + (i - 50))),
    end(10_000),
  ]);
  const lines = text.trimEnd().split('\n');
  expect(lines.slice(0, 3)).toEqual([
    "CMDLINE python 'a b.py'",
    'MEM 10.000000 1700000000.000000',
    'MEM 10.000000 1700000000.100250',
  ]);
  const values = lines.filter((one) => one.startsWith('MEM ')).map((one) => one.split(' '));
  expect(values).toHaveLength(100);
  expect(Math.max(...values.map(([, size]) => Number(size)))).toBe(59);
  const functions = lines.filter((one) => one.startsWith('FUNC '));
  expect(functions).toHaveLength(2);
  // Name, memory and time on the way in and out, depth: what mprof splits at blanks.
  for (const one of functions) {
    expect(one).toMatch(/^FUNC phase_\d_(plateau|climb)(?: \d+\.\d{6} 17000000\d\d\.\d{6}){2} 0$/);
  }
});

test('the leading metric is what mprof gets', async () => {
  const shared = Array.from({ length: 20 }, (_, i) =>
    sample(i * 100, 100, { pss: 40 * 2 ** 20, procs: 4 }),
  );
  expect(await exported('mprof', [start(), ...shared])).toContain('\nMEM 40.000000 ');
});

test('samples without times are refused', async () => {
  await expect(exported('mprof', [start({ axis: 'samples' }), sample(0, 1)])).rejects.toMatchObject(
    { hint: 'add --start 2026-11-27T12:00:00Z and --interval 1s' },
  );
});
