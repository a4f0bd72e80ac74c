import type { LogOptions } from '../../read/log-beside.ts';
import { parseZone } from '../../text/calendar.ts';
import { parseDuration } from '../../text/duration.ts';
import { UserError } from '../../text/user-error.ts';
import type { Option } from './option.ts';

/** Logs that lie beside the memory: rows of the commands that read one recording. */
export const LOG_OPTIONS = [
  {
    name: 'log',
    group: 'A log beside the memory',
    value: '<file>',
    help: 'a log with time stamps; several: --log a --log b',
    parse: another,
  },
  {
    name: 'log-offset',
    value: '<t>',
    help: "added to the logs' times: 90s, -2h",
    parse: signedDuration,
  },
] as const satisfies readonly Option[];

interface Given {
  readonly log?: readonly string[];
  readonly logOffset?: number;
  readonly zone?: string;
}

/** The rows' values as `readWithLogs` takes them. Throws UserError. */
export function logOptions({ log = [], logOffset, zone }: Given): LogOptions {
  const parsed = zone === undefined ? undefined : parseZone(zone);
  if (zone !== undefined && parsed === undefined) {
    throw new UserError(
      `--zone: ${JSON.stringify(zone.slice(0, 40))} is no zone`,
      'write UTC, +02:00 or Europe/Berlin',
    );
  }
  return {
    files: log,
    ...(logOffset !== undefined && { offset: logOffset }),
    ...(parsed !== undefined && { zone: parsed }),
  };
}

function another(text: string, _where: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), text];
}

function signedDuration(text: string, where: string): number {
  const [, sign = '', rest = ''] = /^([+-]?)(.*)$/s.exec(text.trim()) ?? [];
  return (sign === '-' ? -1 : 1) * parseDuration(rest, where);
}
