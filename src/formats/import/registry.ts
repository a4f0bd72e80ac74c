import { gctrace } from './gctrace.ts';
import { CERTAINTY, type Importer, type Sniff } from './importer.ts';
import { javaGc } from './java-gc.ts';
import { massif } from './massif.ts';
import { memoryUsage } from './memory-usage.ts';
import { msPrint } from './ms-print.ts';
import { phases } from './phases.ts';
import { prometheus } from './prometheus.ts';
import { queryRange } from './query-range.ts';
import { traceGc } from './trace-gc.ts';

/** The foreign formats, by name (`--from`). Of two that are equally sure the first is taken. */
export const IMPORTERS: Readonly<Record<string, Importer>> = {
  phases,
  massif,
  'ms-print': msPrint,
  'java-gc': javaGc,
  'trace-gc': traceGc,
  gctrace,
  'memory-usage': memoryUsage,
  prometheus,
  'query-range': queryRange,
};

/** The importer that is surest of a file with these ends; undefined if none knows it. */
export function recognize(sniff: Sniff): Importer | undefined {
  let best: Importer | undefined;
  let certainty: number = CERTAINTY.no;
  for (const importer of Object.values(IMPORTERS)) {
    const sure = importer.recognizes(sniff);
    if (sure > certainty) [best, certainty] = [importer, sure];
  }
  return best;
}

/** The importer whose marker stands in the line. */
export function recognizeLine(line: string): Importer | undefined {
  return Object.values(IMPORTERS).find(({ marker }) => marker?.test(line) === true);
}
