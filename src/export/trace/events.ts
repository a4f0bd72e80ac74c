import type { Report } from '../../analyze/report/types.ts';
import { breachSentences } from '../../limits/breach-sentence.ts';
import type { StartRecord } from '../../recording/records.ts';
import { commandText } from '../../render/header.ts';
import { killedTexts } from '../../render/killed-words.ts';
import { phaseOwner } from '../../render/phase-owner.ts';
import { oneLine } from '../../render/text.ts';
import { spoken } from '../../render/voice.ts';
import { printable } from '../../text/printable.ts';
import { streamName } from '../stream-name.ts';

/** A trace event; `ts` and `dur` are microseconds since the start. */
export interface TraceEvent {
  readonly ph: 'C' | 'X' | 'i' | 'M' | 'b' | 'e';
  readonly name: string;
  readonly cat?: string;
  readonly pid: number;
  readonly tid?: number;
  readonly ts?: number;
  readonly dur?: number;
  /** Of an instant: how wide it is drawn, over the thread, the process or all. */
  readonly s?: 't' | 'p' | 'g';
  /** Of a begin and an end that belong together. */
  readonly id?: string;
  readonly args?: Readonly<Record<string, unknown>>;
}

/** The viewers show processes and threads: ours are the run, its groups of processes, the machine. */
export const PID = { run: 1, groups: 2, machine: 3 } as const;
/** Threads of the run; a stream of lines has `log` and its number. */
export const TID = { phases: 1, marks: 2, log: 2 } as const;

/** A longer line is cut in its title, and stands beside it up to `LONGEST_TEXT`. */
const LONGEST_TITLE = 160;
const LONGEST_TEXT = 16_384;

export const micros = (ms: number): number => Math.round(ms * 1000);

/** A text as the title of an event. */
export function titled(text: string): Pick<TraceEvent, 'name' | 'args'> {
  const line = oneLine(text);
  if (line.length <= LONGEST_TITLE) return { name: line || '(blank)' };
  const name = `${wellFormed(line.slice(0, LONGEST_TITLE - 1))}…`;
  return { name, args: { text: wellFormed(printable(text.slice(0, LONGEST_TEXT))) } };
}

/** Without half a character at a cut. */
const wellFormed = (text: string): string => text.replace(/[\ud800-\udfff]/gu, '\ufffd');

/** What a report adds to the samples and lines: the names of the rows, phases, marks, breaches, processes and their groups. */
export function* reportEvents(report: Report): Generator<TraceEvent> {
  yield* names(report);
  yield* phases(report);
  yield* moments(report);
  yield* lifetimes(report);
  yield* groups(report);
}

function* names(report: Report): Generator<TraceEvent> {
  const processes: [number, string][] = [
    [PID.run, commandText(report)],
    [PID.groups, `processes (${report.metric})`],
    [PID.machine, 'machine'],
  ];
  for (const [pid, name] of processes) {
    yield { ph: 'M', name: 'process_name', pid, tid: 0, args: { name } };
    yield { ph: 'M', name: 'process_sort_index', pid, tid: 0, args: { sort_index: pid } };
  }
  yield* thread('phases', TID.phases);
  yield* thread('marks', TID.marks);
}

/** The streams of lines by their names: two of the command, and logs that were laid beside. */
export function* streamEvents({ streams }: Pick<StartRecord, 'streams'>): Generator<TraceEvent> {
  const numbers = new Set([1, 2, ...Object.keys(streams ?? {}).map(Number)]);
  for (const fd of numbers) {
    if (Number.isInteger(fd)) yield* thread(oneLine(streamName(fd, streams)), TID.log + fd);
  }
}

function* thread(name: string, tid: number): Generator<TraceEvent> {
  yield { ph: 'M', name: 'thread_name', pid: PID.run, tid, args: { name } };
  yield { ph: 'M', name: 'thread_sort_index', pid: PID.run, tid, args: { sort_index: tid } };
}

function* phases(report: Report): Generator<TraceEvent> {
  const voice = spoken(true);
  for (const [i, { kind, start, end, delta, share }] of report.phases.entries()) {
    const words = phaseOwner(report, i, voice);
    yield {
      ...{ ph: 'X', name: `${i + 1} ${kind}`, cat: 'phase', pid: PID.run, tid: TID.phases },
      ts: micros(start),
      dur: micros(end) - micros(start),
      args: {
        change_bytes: Math.round(delta),
        ...(share > 0 && { share_of_growth: Math.round(share * 1000) / 1000 }),
        ...(words !== undefined && { owner: [words.owner, ...words.notes].join('; ') }),
      },
    };
  }
}

function* moments(report: Report): Generator<TraceEvent> {
  const at = { ph: 'i', pid: PID.run, tid: TID.marks } as const;
  for (const { time, msg } of report.marks) {
    yield { ...at, ...titled(msg), cat: 'mark', ts: micros(time), s: 'p' };
  }
  const sentences = breachSentences(report, commandText(report));
  for (const [i, { time, limit }] of report.breaches.entries()) {
    const args = { sentence: sentences[i]?.sentence };
    const ts = micros(Math.max(0, time - report.start));
    yield { ...at, ...titled(`${limit} broken`), cat: 'breach', ts, s: 'g', args };
  }
  const texts = killedTexts(report);
  for (const [i, { time }] of (report.killed ?? []).entries()) {
    const text = texts[i];
    if (text !== undefined)
      yield { ...at, ...titled(text), cat: 'killed', ts: micros(time), s: 'g' };
  }
}

function* lifetimes({ spans, duration }: Report): Generator<TraceEvent> {
  for (const [i, { pid, name = '', seen, gone, peak }] of spans.entries()) {
    const one = {
      ...{ name: oneLine(`${name} ${pid}`), cat: 'process', pid: PID.groups, tid: 0 },
      id: `0x${(i + 1).toString(16)}`,
    };
    const args = { pid, ...(peak !== undefined && { peak_bytes: Math.round(peak) }) };
    yield { ph: 'b', ...one, ts: micros(seen), args };
    yield { ph: 'e', ...one, ts: micros(Math.max(seen, gone ?? duration)) };
  }
}

function* groups({ lanes = [] }: Report): Generator<TraceEvent> {
  for (const { label, series } of lanes) {
    const name = oneLine(label) || '(unnamed)';
    for (const [i, time] of series.times.entries()) {
      const args = { bytes: Math.round(series.values[i] as number) };
      yield { ph: 'C', name, pid: PID.groups, tid: 0, ts: micros(time), args };
    }
  }
}
