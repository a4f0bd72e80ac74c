import { pino } from 'pino';
import { writeNow } from './descriptor-writer.ts';
import type { DiagnosticLevel, Facts } from './diagnostics.ts';

/** Writes one line: `time` in epoch milliseconds. */
export type WriteDiagnostic = (
  level: DiagnosticLevel,
  time: number,
  event: string,
  facts?: Facts,
) => void;

/**
 * A log of pino records on an open descriptor. Each line is written at once, so that it is there whatever happens next. When
 * one cannot be written `failed` is called with the reason, and nothing more is written. This file loads pino: import it
 * only where there is something to log.
 */
export function createDiagnosticLog(
  descriptor: number,
  level: DiagnosticLevel,
  failed: (why: string) => void,
): WriteDiagnostic {
  let broken = false;
  const write = (line: string): void => {
    if (broken) return;
    const written = writeNow(descriptor, Buffer.from(line));
    if (written.kind === 'written') return;
    broken = true;
    failed(written.kind === 'failed' ? written.code : 'its reader does not keep up');
  };
  // No worker and no transport: pino formats, and we write.
  const logger = pino({ level, base: null, timestamp: false }, { write });
  return (at, time, event, facts) => logger[at]({ time: round(time), ...rounded(facts) }, event);
}

const MICROSECONDS = 1000;

function round(value: number): number {
  return Math.round(value * MICROSECONDS) / MICROSECONDS;
}

/** Times are known to a microsecond at most; more digits only make a line long. */
function rounded(facts: Facts = {}): Facts {
  const entries = Object.entries(facts).map(([name, value]) => [
    name,
    typeof value === 'number' ? round(value) : value,
  ]);
  return Object.fromEntries(entries);
}
