import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import { createReport, type ReportBuilder } from '../analyze/report/report.ts';
import type { Report } from '../analyze/report/types.ts';
import { type Encoding, encodingOf } from '../formats/import/encoding.ts';
import type { Import, ImportContext, Importer, ImportOptions } from '../formats/import/importer.ts';
import { LineSplitter } from '../formats/import/line-splitter.ts';
import { IMPORTERS, recognize, recognizeLine } from '../formats/import/registry.ts';
import { sniffOf } from '../formats/import/sniff.ts';
import type { ReportMetric } from '../recording/metrics.ts';
import type { EndRecord, StartRecord, StreamRecord } from '../recording/records.ts';
import type { Task } from '../recording/task.ts';
import { formatDuration } from '../text/duration.ts';
import { isUserError, UserError } from '../text/user-error.ts';
import { openRecording, type Recording, sizeOf } from './recordings.ts';
import { UsableRecords } from './usable-records.ts';

type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** How much of a file's end is examined to recognize its format. */
const TAIL_BYTES = 64 * 1024;
/** A recording with longer gaps between its samples is told to be a lower bound. */
const COARSE_MS = 500;
/** So much of a file is searched for a line that tells its format, in bytes, and so much of each line, in characters. */
const SEARCHED_BYTES = 128 * 1024 * 1024;
const SEARCHED_LINE = 4096;
/** Text has fewer bytes of zero than this part. */
const BINARY = 0.05;

export interface ForeignOptions {
  /** The format by its name in the registry, where recognition is not wanted. */
  readonly from?: string;
  readonly metric?: ReportMetric;
  readonly given?: ImportOptions;
  /**
   * Gets the records of the run that is reported, an end record with the notes last. Where the last of several runs is
   * reported, it gets those before as well: each start record begins anew.
   */
  readonly watch?: (record: StreamRecord) => void;
  readonly beside?: Beside;
}

/** Wraps what takes records: it gets them with those of other files between them. */
export type Beside = (to: (record: StreamRecord) => void) => {
  add(record: StreamRecord): void;
  /** The recording is over; what there is to tell that no end record has taken. */
  finish(): string[];
};

/** A table of tasks, each with a peak and a duration at most. */
export interface TaskFile {
  readonly kind: 'tasks';
  /** The file's, without its suffix. Foreign text. */
  readonly name: string;
  /** The importer's name in the registry. */
  readonly format: string;
  /** One at least, in the order of the file. */
  readonly tasks: readonly Task[];
  /** What was assumed or left out, a sentence each. */
  readonly notes: readonly string[];
}

/** What a foreign file holds: a run with its curve, or a table of tasks. */
export type Foreign = { readonly kind: 'run'; readonly report: Report } | TaskFile;

/**
 * Reads a foreign file that begins with `head` and whose bytes are `chunks`. undefined if no importer knows it; a UserError
 * that names the file if one does and there is nothing in it to use.
 */
export async function readForeign(
  recording: Recording,
  head: Uint8Array,
  chunks: Chunks,
  options: ForeignOptions = {},
): Promise<Foreign | undefined> {
  const encoding = encodingOf(head);
  const importer =
    options.from === undefined ? await find(recording, head, encoding) : named(options.from);
  if (importer === undefined) return undefined;
  const runs = new Runs(options);
  const usable = new UsableRecords((record) => runs.add(record));
  const tasks: Task[] = [];
  const notes = new Set<string>(encoding.note === undefined ? [] : [encoding.note]);
  const modified = modifiedAt(recording);
  const context: ImportContext = {
    options: options.given ?? {},
    name: path.basename(recording.label).replace(/\.[A-Za-z]\w{0,7}$/, '') || recording.label,
    ...(modified !== undefined && { modified }),
    emit: (record) => usable.add(record),
    task: (task) => void tasks.push(task),
    note: (text) => void notes.add(text),
  };
  await namingErrors(recording, async () => {
    const reading = importer.open(context);
    await feed(reading, chunks, encoding);
  });
  for (const note of usable.notes) notes.add(note);
  if (tasks.length > 0) {
    const chosen = likeSeries(tasks, options.given?.series, recording);
    return {
      kind: 'tasks',
      name: context.name,
      format: nameOf(importer),
      tasks: chosen,
      notes: [...notes],
    };
  }
  return { kind: 'run', report: runs.finish(recording, notes) };
}

async function feed(reading: Import, chunks: Chunks, encoding: Encoding): Promise<void> {
  const splitter = new LineSplitter(encoding.name, (line) => reading.add(line));
  for await (const chunk of chunks) splitter.add(chunk);
  splitter.finish();
  reading.finish();
}

/** An importer does not know the file's name; what it throws gets it. */
async function namingErrors({ label }: Recording, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isUserError(error) || error.message.startsWith(`${label}: `)) throw error;
    throw new UserError(`${label}: ${error.message}`, error.hint);
  }
}

function nameOf(importer: Importer): string {
  return Object.entries(IMPORTERS).find(([, one]) => one === importer)?.[0] ?? 'tasks';
}

/** The tasks whose name holds a text. */
function likeSeries(
  tasks: readonly Task[],
  series: string | undefined,
  { label }: Recording,
): readonly Task[] {
  if (series === undefined) return tasks;
  const like = tasks.filter(({ name }) => name.includes(series));
  if (like.length > 0) return like;
  throw new UserError(`${label}: --series: no task is called like that`);
}

function named(from: string): Importer {
  const importer = IMPORTERS[from];
  if (importer !== undefined) return importer;
  const names = Object.keys(IMPORTERS).join(', ');
  throw new UserError(
    `--from: ${JSON.stringify(from.slice(0, 40))} is no format`,
    `write one of ${names}`,
  );
}

/** By its two ends, else by a line that only one format has, wherever it stands. */
async function find(
  recording: Recording,
  head: Uint8Array,
  { name }: Encoding,
): Promise<Importer | undefined> {
  const known = recognize(sniffOf(head, endOf(recording, head.length), name));
  if (known !== undefined || recording.path === undefined || isBinary(head, name)) return known;
  let found: Importer | undefined;
  const splitter = new LineSplitter(name, (line) => {
    found ??= recognizeLine(line.slice(0, SEARCHED_LINE));
  });
  let searched = 0;
  for await (const chunk of openRecording(recording, () => undefined)) {
    splitter.add(chunk);
    searched += chunk.length;
    if (found !== undefined || searched > SEARCHED_BYTES) break;
  }
  splitter.finish();
  return found;
}

function isBinary(head: Uint8Array, encoding: Encoding['name']): boolean {
  if (encoding.startsWith('utf-16')) return false;
  return head.filter((byte) => byte === 0).length > BINARY * head.length;
}

/** The last bytes of a regular file that is longer than its head. */
function endOf(recording: Recording, known: number): Uint8Array | undefined {
  const { path: file } = recording;
  // The end of a compressed file tells nothing.
  if (file === undefined || sizeOf(recording) === undefined) return undefined;
  const descriptor = openSync(file, 'r');
  try {
    const info = fstatSync(descriptor);
    if (!info.isFile() || info.size <= known) return undefined;
    const length = Math.min(TAIL_BYTES, info.size - known);
    // An even offset keeps UTF-16 whole.
    const from = info.size - length - ((info.size - length) % 2);
    const bytes = Buffer.alloc(info.size - from);
    return bytes.subarray(0, readSync(descriptor, bytes, 0, bytes.length, from));
  } finally {
    closeSync(descriptor);
  }
}

function modifiedAt({ path: file }: Recording): number | undefined {
  if (file === undefined) return undefined;
  const descriptor = openSync(file, 'r');
  try {
    const info = fstatSync(descriptor);
    return info.isFile() ? info.mtimeMs : undefined;
  } finally {
    closeSync(descriptor);
  }
}

/** The runs of a file, of which one is folded into a report: the one asked for, else the last. */
class Runs {
  readonly #options: ForeignOptions;
  #count = 0;
  #builder: ReportBuilder | undefined;
  /** Whether the run that is being read is the one to report. */
  #taken = false;
  #axis: string | undefined;
  /** Its samples are events, not moments of a clock: none was missed between them. */
  #events = false;
  #samples = 0;
  #ended: EndRecord | undefined;
  #last = 0;
  readonly #gaps = new Gaps();
  readonly #deliver: (record: StreamRecord) => void;

  constructor(options: ForeignOptions) {
    this.#options = options;
    const take = (record: StreamRecord): void => {
      this.#builder?.add(record);
      options.watch?.(record);
    };
    const beside = options.beside?.(take);
    this.#deliver = beside === undefined ? take : (record) => beside.add(record);
  }

  add(record: StreamRecord): void {
    if (record.type === 'start') this.#begin(record);
    if (!this.#taken || this.#builder === undefined) return;
    this.#last = Math.max(this.#last, record.time);
    if (record.type === 'end') {
      this.#ended = record;
      return;
    }
    if (record.type === 'sample') {
      this.#samples += 1;
      this.#gaps.add(record.time);
    }
    this.#deliver(record);
  }

  finish({ label }: Recording, notes: ReadonlySet<string>): Report {
    const asked = this.#options.given?.run;
    if (asked !== undefined && asked > this.#count) {
      throw new UserError(
        `${label}: --run ${asked}: it holds ${this.#count === 1 ? 'one run' : `${this.#count} runs`}`,
      );
    }
    if (this.#builder === undefined || this.#samples === 0) {
      throw new UserError(`${label}: holds no sample that could be read`);
    }
    const told = [...notes];
    if (this.#count > 1 && asked === undefined) {
      told.unshift(
        `The file holds ${this.#count} runs; this is the last (--run 1 shows the first).`,
      );
    }
    const gap = this.#gaps.typical;
    if (gap >= COARSE_MS && this.#axis === undefined && !this.#events) {
      told.push(`Sampled every ${formatDuration(gap)}: the true peak may be higher.`);
    }
    const end: EndRecord = {
      type: 'end',
      time: this.#last,
      reason: 'imported',
      ...this.#ended,
      ...(told.length > 0 && { notes: told }),
    };
    this.#deliver(end);
    return this.#builder.finish();
  }

  #begin({ axis, sampler }: StartRecord): void {
    this.#count += 1;
    const { metric, given } = this.#options;
    const wanted = given?.run === undefined || given.run === this.#count;
    this.#taken = wanted;
    if (!wanted) return;
    this.#samples = 0;
    this.#ended = undefined;
    this.#last = 0;
    this.#axis = axis;
    this.#events = sampler?.kind === 'events';
    this.#gaps.clear();
    this.#builder = createReport(metric === undefined ? {} : { metric });
  }
}

/** The typical distance of samples. */
class Gaps {
  /** Enough to tell what is typical. */
  static readonly #KEPT = 4096;
  readonly #gaps: number[] = [];
  #before: number | undefined;

  /** Milliseconds between two samples, the median; 0 of fewer than three. */
  get typical(): number {
    const sorted = this.#gaps.toSorted((a, b) => a - b);
    return sorted.length < 2 ? 0 : (sorted[sorted.length >> 1] ?? 0);
  }

  add(time: number): void {
    if (this.#before !== undefined && this.#gaps.length < Gaps.#KEPT) {
      this.#gaps.push(time - this.#before);
    }
    this.#before = time;
  }

  clear(): void {
    this.#gaps.length = 0;
    this.#before = undefined;
  }
}
