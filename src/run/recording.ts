import { fstatSync } from 'node:fs';
import { type Diagnostics, NO_DIAGNOSTICS } from '../host/diagnostics.ts';
import { compactLocalTime } from '../host/local-time.ts';
import type { World } from '../host/world.ts';
import type { Written } from '../read/read-back.ts';
import { encodeRecord } from '../recording/encode.ts';
import type { StreamRecord } from '../recording/records.ts';
import type { Summary } from '../sinks/summary.ts';
import { createWriter, type RecordWriter } from '../sinks/writer.ts';
import { fileName } from '../text/file-name.ts';
import { printable } from '../text/printable.ts';
import { watchFreeSpace } from './free-space.ts';
import { openRecordFile } from './record-file.ts';
import type { RunOptions } from './run-options.ts';

export interface RunRecording {
  /** Absolute path of the file. */
  readonly path: string;
  /** A file, and no pipe or device. */
  readonly regular: boolean;
  readonly writer: RecordWriter;
  /** Writes a record down and shows it to whoever watches. */
  emit(record: StreamRecord): void;
  /** From now on the summary sees the records as well; it gets those that came before. */
  watchedBy(summary: Summary): void;
  /** Where this run's records are, once all so far are written; undefined where they cannot be read again. */
  written(): Promise<Written | undefined>;
  /** Whether --max-record has been reached or the disk is nearly full; said once. */
  full(): boolean;
}

/** Opens the recording of a run; `watched` says that watchedBy will be called. Throws UserError where there is no place for it. */
export function openRecording(
  options: RunOptions,
  watched: boolean,
  name: string,
  start: number,
  env: Readonly<Record<string, string | undefined>>,
  world: World,
  say: (text: string) => void,
  diagnostics: Diagnostics = NO_DIAGNOSTICS,
): RunRecording {
  const file = openRecordFile({
    ...options,
    baseName: () => `${compactLocalTime(start)}-${fileName(name)}`,
    cwd: world.cwd,
    env,
  });
  diagnostics.debug('recording opened', { path: file.path, refused: file.refused });
  if (file.elsewhere) say(`recording to ${printable(file.path)}`);
  const from = file.regular ? fstatSync(file.descriptor).size : 0;
  const writer = createWriter({
    descriptor: file.descriptor,
    regular: file.regular,
    after: world.clock.after,
    now: world.clock.monotonic,
    failed(why) {
      diagnostics.debug('recording failed', { why });
      say(`the recording cannot be written any more (${why}); the run goes on`);
    },
  });
  const early: StreamRecord[] = [];
  let watcher: Summary | undefined;
  const crowded = file.regular ? watchFreeSpace(file.path, world.clock) : () => false;
  let full = false;
  return {
    path: file.path,
    regular: file.regular,
    writer,
    emit(record) {
      writer.append(encodeRecord(record));
      if (watcher !== undefined) watcher.add(record);
      else if (watched) early.push(record);
    },
    watchedBy(summary) {
      watcher = summary;
      for (const record of early.splice(0)) summary.add(record);
    },
    async written() {
      await writer.flush();
      if (!file.regular || writer.failed) return undefined;
      return { path: file.path, from, bytes: writer.bytes };
    },
    full() {
      if (full) return true;
      const why =
        writer.bytes > options.maxRecord
          ? 'the recording has reached --max-record'
          : crowded() && 'less than 5% of the disk is free';
      if (why === false) return false;
      full = true;
      diagnostics.debug('recording full', { why, bytes: writer.bytes });
      say(`${why}; lines are only counted from now on`);
      return true;
    },
  };
}
