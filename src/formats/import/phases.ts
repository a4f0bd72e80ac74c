import type { StreamRecord } from '../../recording/records.ts';
import type { Importer } from './importer.ts';

/** The neutral form of a labelled recording: a header line, then samples and lines in seconds since the start. */
export const phases: Importer = {
  help: 'phases-recording/1: samples and log lines for scoring phases',
  recognizes: (head) => /^\s*\{\s*"format"\s*:\s*"phases-recording\/1"/.test(head),
  records,
};

interface Row {
  readonly t?: unknown;
  readonly rss?: unknown;
  readonly machine_used?: unknown;
  readonly stream?: unknown;
  readonly line?: unknown;
  readonly name?: unknown;
  readonly wall0?: unknown;
  readonly exit?: unknown;
}

async function* records(lines: AsyncIterable<string>): AsyncGenerator<StreamRecord> {
  let start: number | undefined;
  let last = 0;
  let code: number | undefined;
  for await (const line of lines) {
    const row = parse(line);
    if (row === undefined) continue;
    if (start === undefined) {
      start = (number(row.wall0) ?? 0) * 1000;
      code = number(row.exit);
      const name = typeof row.name === 'string' ? row.name : 'recording';
      yield { type: 'start', time: start, version: 1, name, source: 'phases-recording' };
      continue;
    }
    const seconds = number(row.t);
    if (seconds === undefined) continue;
    const time = start + seconds * 1000;
    last = Math.max(last, time);
    const rss = number(row.rss);
    const machineUsed = number(row.machine_used);
    if (rss !== undefined) {
      yield { type: 'sample', time, rss, ...(machineUsed === undefined ? {} : { machineUsed }) };
    } else if (typeof row.line === 'string') {
      yield { type: 'line', time, fd: row.stream === 'stderr' ? 2 : 1, msg: row.line };
    }
  }
  if (start === undefined) return;
  yield {
    type: 'end',
    time: Math.max(last, start),
    reason: 'imported',
    ...(code === undefined ? {} : { exit: { code } }),
  };
}

function parse(line: string): Row | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
