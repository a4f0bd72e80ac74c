import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { compareTasks } from '../../../src/analyze/tasks/compare-tasks.ts';
import { tableOf } from '../../../src/analyze/tasks/table.ts';
import type { Task } from '../../../src/recording/task.ts';
import { askWords } from '../../../src/render/tasks/ask.ts';
import { TASK_COMPARISON_RENDERERS } from '../../../src/render/tasks/compare.ts';
import { TASK_RENDERERS } from '../../../src/render/tasks/registry.ts';
import { hostileText } from './hostile.ts';

const MIB = 2 ** 20;
const GIB = 2 ** 30;
const VIEW = { columns: 80, color: false, unicode: true };
const TREE = 'sum of the tree';

const TASKS: readonly Task[] = [
  { name: 'ALIGN (b)', id: '3', duration: 61_000, state: 'FAILED', measure: TREE },
  { name: 'ALIGN (a)', id: '2', peak: 2.05 * GIB, duration: 178_000, measure: TREE },
  { name: 'INDEX', id: '1', peak: 4.1 * GIB, duration: 723_000, asked: 8 * GIB, measure: TREE },
];
const SHOWN = { name: 'trace', format: 'nextflow', tasks: TASKS, notes: ['A note.'] };

test('a table of tasks: largest first, a bar each, what to ask for, and no sum', () => {
  const text = TASK_RENDERERS.chart(SHOWN, VIEW);
  const lines = text.split('\n');
  expect(lines[0]).toBe(
    'trace: 3 tasks (nextflow), the largest 4.1 GiB (sum of the tree), 1 did not end',
  );
  const rows = lines.filter((line) => line.includes('['));
  expect(rows.map((line) => line.match(/█+/)?.[0].length ?? 0)).toEqual([22, 11, 0]);
  expect(rows[0]).toMatch(/^ {2}INDEX \[1\] .* 4\.10 GiB +12m03s +8 GiB$/);
  expect(rows[2]).toMatch(/not measured +1m01s +FAILED$/);
  expect(text).toContain("Tasks that ran at once add up: the machine's peak is not in this file.");
  expect(text).toContain('A note.');
  expect(text).toContain(
    'Ask for 4.6 GiB a task: the largest took 4.1 GiB of the 8 GiB it had asked',
  );
  expect(text).not.toContain('6.15');
});

test('what to ask for is not known of a task that was ended for its memory', () => {
  const words = (task: Partial<Task>): string | undefined =>
    askWords(tableOf([{ name: 'a', measure: TREE, peak: 100 * MIB, ...task }]));
  expect(words({})).toBe('Ask for 110 MiB a task: the largest took 100 MiB, and a tenth.');
  expect(words({ state: 'OUT_OF_MEMORY' })).toContain(
    'Ask for more than 100 MiB: the largest task was ended for its memory',
  );
  expect(words({ state: '137' })).toContain('was killed there');
  expect(words({ measure: 'largest process' })).toContain('that is one process');
});

test('different measures are told', () => {
  const tasks = [...TASKS, { name: 'x', peak: MIB, measure: 'cgroup' }];
  expect(TASK_RENDERERS.chart({ ...SHOWN, tasks }, VIEW)).toContain(
    'The peaks are of different measures: sum of the tree, cgroup.',
  );
});

test('many tasks are cut off in the chart, not in JSON', () => {
  const tasks = Array.from({ length: 100 }, (_, i) => ({ name: `t${i}`, peak: i, measure: TREE }));
  expect(TASK_RENDERERS.chart({ ...SHOWN, tasks }, VIEW)).toContain('and 60 more: memwrap report');
  expect(JSON.parse(TASK_RENDERERS.json({ ...SHOWN, tasks }, VIEW)).tasks).toHaveLength(100);
});

const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const hostileTask: fc.Arbitrary<Task> = fc
  .record({
    name: hostileText,
    id: optional(hostileText),
    peak: optional(fc.double({ min: 0, max: 2 ** 50, noNaN: true })),
    duration: optional(fc.double({ min: 0, max: 1e12, noNaN: true })),
    state: optional(hostileText),
    asked: optional(fc.double({ min: 0, max: 2 ** 50, noNaN: true })),
    measure: fc.constantFrom(TREE, 'cgroup', 'largest task of a step'),
  })
  .map(
    (task) =>
      Object.fromEntries(
        Object.entries(task).filter(([, v]) => v !== undefined),
      ) as unknown as Task,
  );

const SCHEMA = JSON.parse(
  readFileSync(path.resolve(import.meta.dirname, '../../../docs/tasks.schema.json'), 'utf8'),
);

test('whatever tasks are called: no line is too wide, nothing raw, JSON as its schema says', () => {
  const valid = new Ajv2020().compile(SCHEMA);
  fc.assert(
    fc.property(
      fc.array(hostileTask, { minLength: 1, maxLength: 6 }),
      hostileText,
      fc.integer({ min: 40, max: 120 }),
      (tasks, name, columns) => {
        const shown = { name, format: 'sacct', tasks, notes: [name] };
        const view = { columns, color: false, unicode: true };
        const side = [...tasks, { name, peak: 5, measure: TREE }];
        const comparison = compareTasks([tasks], [side], { tolerance: 0.05 });
        const sides = { base: name, next: 'new' };
        const texts = [
          TASK_RENDERERS.chart(shown, view),
          TASK_COMPARISON_RENDERERS.chart(comparison, sides, view),
        ];
        for (const text of texts) {
          for (const line of text.split('\n'))
            expect(stringWidth(line)).toBeLessThanOrEqual(columns);
          expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]|undefined|NaN/);
        }
        const markdown =
          TASK_RENDERERS.markdown(shown, view) +
          TASK_COMPARISON_RENDERERS.markdown(comparison, sides, view);
        expect(markdown).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]/);
        valid(JSON.parse(TASK_RENDERERS.json(shown, view)));
        expect(valid.errors).toBe(null);
      },
    ),
  );
});

test('Markdown keeps foreign text in code', () => {
  const tasks = [{ name: '<img src=x>|`a`', peak: MIB, measure: TREE }];
  const text = TASK_RENDERERS.markdown({ ...SHOWN, tasks }, VIEW);
  expect(text).toContain('| `` <img src=x>\\|`a` `` | 1.00 MiB |');
  expect(text).toContain('**Ask for 1.1 MiB a task');
});

test('a comparison in words: the verdict, what only one side has, a mark in each row', () => {
  const next = [
    { name: 'INDEX', peak: 5.6 * GIB, measure: TREE },
    { name: 'NEW', peak: MIB, measure: TREE },
  ];
  const comparison = compareTasks([TASKS], [next], { tolerance: 0.05 });
  const text = TASK_COMPARISON_RENDERERS.chart(comparison, { base: 'main', next: 'pr' }, VIEW);
  expect(text).toMatch(/INDEX +4\.10 GiB +5\.60 GiB +\+1\.50 GiB +\+36\.6% +worse\n/);
  expect(text).toContain('only in main: ALIGN (a) 2.05 GiB');
  expect(text).toContain('only in pr: NEW 1 MiB');
  expect(text).toContain('Worse: INDEX +36.6% (210 MiB allowed, 1 baseline file; noise unknown).');
});
