import { UserError } from '../../../text/user-error.ts';
import type { Headed } from './header.ts';
import { isStamp } from './stamps.ts';

/** So many names that are times make a table one row a series. */
const LEAST = 3;

/** A table whose header has the times, turned: a row a time. The table itself if it is none. */
export function upright(table: Headed): Headed {
  const { names, rows, mark } = table;
  const times = names.flatMap((name, i) => (isStamp(name) ? [i] : []));
  if (times.length < LEAST || times.length < names.length / 2) return table;
  const others = names.flatMap((name, i) => (times.includes(i) ? [] : [{ name, i }]));
  if (others.some(({ name }) => name.includes('%'))) {
    throw new UserError(
      'the values are percent, and the file does not say of how much memory',
      "write --unit '% of 16GiB'",
    );
  }
  const label = others[0]?.i;
  const series = rows.map(
    (row, i) => (label === undefined ? '' : (row[label] ?? '')) || `row ${i + 1}`,
  );
  return {
    names: ['time', ...series],
    rows: times.map((column) => [names[column] ?? '', ...rows.map((row) => row[column] ?? '')]),
    mark,
    header: undefined,
    skipped: table.skipped,
  };
}
