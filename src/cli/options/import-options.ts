import type { ImportOptions } from '../../formats/import/importer.ts';
import { parseMoment } from '../../text/calendar.ts';
import { parseDuration } from '../../text/duration.ts';
import { UserError } from '../../text/user-error.ts';
import { type Option, wholeNumber } from './option.ts';

/** What a file that another tool wrote does not say: rows of every command that reads one. */
export const IMPORT_OPTIONS = [
  {
    name: 'from',
    group: 'Recordings of other tools',
    value: '<format>',
    help: 'which format it is',
    shown: 'by content',
  },
  { name: 'time-column', value: '<c>', help: 'its name or number' },
  { name: 'memory-column', value: '<c>', help: 'likewise' },
  { name: 'unit', value: '<u>', help: 'of the memory: B, KiB, MiB, MB, %' },
  { name: 'zone', value: '<z>', help: 'of stamps without one: UTC, +02:00, Europe/Berlin' },
  {
    name: 'start',
    value: '<time>',
    help: 'when it began, if its times count from 0',
    parse: moment,
  },
  {
    name: 'interval',
    value: '<t>',
    help: 'between samples that have no time',
    parse: parseDuration,
  },
  { name: 'series', value: '<s>', help: 'only containers, processes like this' },
  {
    name: 'run',
    value: '<n>',
    help: 'of several in one file',
    shown: 'the last',
    parse: wholeNumber(1),
  },
] as const satisfies readonly Option[];

type Given = {
  readonly [K in keyof ImportOptions]: ImportOptions[K];
} & { readonly from?: string };

/** The rows' values as `readReport` takes them. */
export function foreignOptions({
  from,
  timeColumn,
  memoryColumn,
  unit,
  zone,
  start,
  interval,
  series,
  run,
}: Given): { readonly from?: string; readonly given: ImportOptions } {
  const given = { timeColumn, memoryColumn, unit, zone, start, interval, series, run };
  return {
    ...(from !== undefined && { from }),
    given: Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  };
}

/** Epoch milliseconds of '2026-11-27T12:00:00Z' or of epoch seconds. */
function moment(text: string, where: string): number {
  const time = parseMoment(text);
  if (Number.isFinite(time)) return time;
  throw new UserError(
    `${where}: ${JSON.stringify(text.slice(0, 40))} is not a time`,
    'write 2026-11-27T12:00:00Z or epoch seconds',
  );
}
