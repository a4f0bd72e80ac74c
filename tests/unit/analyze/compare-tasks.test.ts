import { expect, test } from 'vitest';
import { compareTasks } from '../../../src/analyze/tasks/compare-tasks.ts';
import { tableOf } from '../../../src/analyze/tasks/table.ts';
import { endedBadly, endedForMemory, type Task } from '../../../src/recording/task.ts';

const MIB = 2 ** 20;
const TREE = 'sum of the tree';

const task = (name: string, mib?: number, changes: Partial<Task> = {}): Task => ({
  name,
  measure: TREE,
  ...(mib !== undefined && { peak: mib * MIB }),
  ...changes,
});

const compared = (base: readonly Task[], next: readonly Task[], tolerance = 0.05) =>
  compareTasks([base], [next], { tolerance });

test('the largest comes first, what was not measured last', () => {
  const { tasks, largest, unmeasured } = tableOf([
    task('short', undefined, { duration: 10 }),
    task('small', 5),
    task('long', undefined, { duration: 20 }),
    task('big', 50),
  ]);
  expect(tasks.map(({ name }) => name)).toEqual(['big', 'small', 'long', 'short']);
  expect(largest?.name).toBe('big');
  expect(unmeasured).toBe(2);
});

test('tasks are compared by their names, the most changed first', () => {
  const { tasks, verdict } = compared(
    [task('a', 100), task('b', 400)],
    [task('b', 500), task('a', 101)],
  );
  expect(tasks.map(({ name, verdict: one }) => [name, one])).toEqual([
    ['b', 'worse'],
    ['a', 'same'],
  ]);
  expect(verdict).toBe('worse');
});

test('tolerance and the 8 MiB are those of runs', () => {
  expect(compared([task('a', 400)], [task('a', 415)]).verdict).toBe('same');
  expect(compared([task('a', 400)], [task('a', 425)]).verdict).toBe('worse');
  expect(compared([task('a', 400)], [task('a', 425)], 0.1).verdict).toBe('same');
  expect(compared([task('a', 40)], [task('a', 47)]).verdict).toBe('same');
});

test('several of one name count as the largest of them, several files as their median', () => {
  const repeats = [task('a', 100), task('a', 300), task('a', 200)];
  expect(compared(repeats, [task('a', 300)]).verdict).toBe('same');
  const files = [100, 120, 110].map((mib) => [task('a', mib)]);
  const { tasks, baseRuns } = compareTasks(files, [[task('a', 115)]], { tolerance: 0.05 });
  expect(tasks).toMatchObject([{ base: 110 * MIB, verdict: 'same' }]);
  expect(baseRuns).toBe(3);
});

test('a task that is new, or has another name, cannot hide that the largest grew', () => {
  const { verdict, onlyNext } = compared(
    [task('a', 100), task('b', 400)],
    [task('a', 100), task('c', 900)],
  );
  expect(verdict).toBe('worse');
  expect(onlyNext).toEqual([{ name: 'c', peak: 900 * MIB }]);
  // One that went away is no improvement of the others.
  expect(compared([task('a', 100), task('b', 400)], [task('a', 100)]).verdict).toBe('same');
});

test('peaks of different measures are never compared', () => {
  const { tasks, largest, verdict, warnings } = compared(
    [task('a', 100)],
    [task('a', 500, { measure: 'cgroup' })],
  );
  expect([tasks, largest, verdict]).toEqual([[], undefined, 'open']);
  expect(warnings).toContain('a: sum of the tree before, cgroup now: not compared');
});

test('what was cut short is not better, what was not measured is told', () => {
  const killed = task('a', 100, { state: 'SIGKILL' });
  expect(compared([task('a', 400)], [killed]).verdict).toBe('open');
  const { warnings } = compared([task('a', 400), task('b', 9)], [task('a'), task('b', 9)]);
  expect(warnings).toContain('a: not measured on the new side');
});

test.each([
  ['0', false, undefined],
  ['137', true, 'killed'],
  ['9', true, undefined],
  ['SIGKILL', true, 'killed'],
  ['OUT_OF_MEMORY', true, 'memory'],
  ['OUT_OF_ME', true, 'memory'],
  ['TERM_MEMLIMIT', true, 'memory'],
  ['OUT OF MEMORY', true, 'memory'],
  ['TIMEOUT', true, undefined],
  ['CANCELLED', true, undefined],
  ['CACHED', false, undefined],
  ['RUNNING', false, undefined],
])('how %s is understood', (state, bad, forMemory) => {
  expect(endedBadly(task('a', 1, { state }))).toBe(bad);
  expect(endedForMemory(task('a', 1, { state }))).toBe(forMemory);
});
