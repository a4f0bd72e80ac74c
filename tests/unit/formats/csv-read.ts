import type { ImportOptions } from '../../../src/formats/import/importer.ts';
import { type Imported, imported } from './imported.ts';

const MIB = 2 ** 20;

/** What a report would begin with, of the last run. */
export interface Read extends Imported {
  /** Largest sum, MiB. */
  readonly peak: number;
  /** Largest memory of the machine, MiB; NaN where none is given. */
  readonly machine: number;
  /** From the first sample to the last, milliseconds. */
  readonly duration: number;
  readonly runs: number;
  /** What the samples are, where they are no RSS. */
  readonly measure: string | undefined;
  readonly axis: string | undefined;
  /** The names of its series. */
  readonly series: readonly string[];
}

/** A table of text, read in UTC, as if written at noon of the day before Christmas 2024. */
export function table(text: string, options: ImportOptions = {}, zone = 'UTC'): Read {
  const read = imported(text, { zone, ...options }, { modified: Date.UTC(2024, 11, 23, 12) });
  const begun = read.records.findLastIndex(({ type }) => type === 'start');
  const last = read.records.slice(begun);
  const start = last.find((record) => record.type === 'start');
  const samples = last.filter((record) => record.type === 'sample');
  return {
    ...read,
    samples,
    peak: Math.max(...samples.map(({ rss = Number.NaN }) => rss)) / MIB,
    machine: Math.max(...samples.map(({ machineUsed = Number.NaN }) => machineUsed)) / MIB,
    duration: (samples.at(-1)?.time ?? Number.NaN) - (samples[0]?.time ?? Number.NaN),
    runs: read.records.filter(({ type }) => type === 'start').length,
    measure: start?.measure,
    axis: start?.axis,
    series: last.flatMap((record) =>
      record.type === 'process' && record.event === 'seen' ? (record.name ?? []) : [],
    ),
  };
}

/** `count` lines, made of their number. */
export function lines(count: number, line: (i: number) => string): string {
  return Array.from({ length: count }, (_, i) => `${line(i)}\n`).join('');
}

/** '08' of 8. */
export const two = (value: number): string => String(value).padStart(2, '0');
