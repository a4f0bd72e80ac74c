import { closeSync, fstatSync, openSync } from 'node:fs';
import path from 'node:path';
import type { Report } from '../analyze/report/types.ts';
import { type Encoding, encodingOf } from '../formats/import/encoding.ts';
import type { Import, ImportContext, Importer } from '../formats/import/importer.ts';
import { LineSplitter } from '../formats/import/line-splitter.ts';
import { IMPORTERS } from '../formats/import/registry.ts';
import type { Task } from '../recording/task.ts';
import { printable } from '../text/printable.ts';
import { isUserError, UserError } from '../text/user-error.ts';
import { findImporter } from './find-importer.ts';
import type { ForeignOptions } from './foreign-options.ts';
import { ForeignRuns } from './foreign-runs.ts';
import { openRecording, type Recording } from './recordings.ts';
import { UsableRecords } from './usable-records.ts';

type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** Characters of an error's sentence. */
const LONGEST_MESSAGE = 400;

export type { Beside, ForeignOptions } from './foreign-options.ts';

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
  const found =
    options.from === undefined
      ? await findImporter(recording, head, encoding)
      : { importer: named(options.from) };
  if (found === undefined) return undefined;
  try {
    return await readWith(found.importer, recording, chunks, encoding, options);
  } catch (error) {
    const other = isUserError(error) ? await found.else?.() : undefined;
    if (other === undefined) throw error;
    const again = openRecording(recording, () => undefined);
    return readWith(other, recording, again, encoding, options);
  }
}

async function readWith(
  importer: Importer,
  recording: Recording,
  chunks: Chunks,
  encoding: Encoding,
  options: ForeignOptions,
): Promise<Foreign> {
  const runs = new ForeignRuns(options);
  const usable = new UsableRecords((record) => runs.add(record));
  const tasks: Task[] = [];
  const notes = new Set<string>(encoding.note === undefined ? [] : [encoding.note]);
  const modified = modifiedAt(recording);
  const context: ImportContext = {
    options: options.given ?? {},
    name: path.basename(recording.label).replace(/\.[A-Za-z]\w{0,7}$/, '') || recording.label,
    ...(modified !== undefined && { modified }),
    emit: (record) => usable.add(record),
    task: (task) => void tasks.push(usable.task(task)),
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

/** What a file calls its columns may be of any length, and hold anything. */
function clipped(text: string): string {
  const shown = printable(text.slice(0, LONGEST_MESSAGE));
  return text.length > LONGEST_MESSAGE ? `${shown}…` : shown;
}

/** An importer does not know the file's name; what it throws gets it. */
async function namingErrors({ label }: Recording, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isUserError(error) || error.message.startsWith(`${label}: `)) throw error;
    throw new UserError(
      `${label}: ${clipped(error.message)}`,
      error.hint === undefined ? undefined : clipped(error.hint),
    );
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
