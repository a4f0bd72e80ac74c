import { closeSync, fstatSync } from 'node:fs';
import { descriptorPath } from '../host/descriptor-path.ts';
import { type Diagnostics, NO_DIAGNOSTICS } from '../host/diagnostics.ts';
import { compactLocalTime } from '../host/local-time.ts';
import type { World } from '../host/world.ts';
import type { Written } from '../read/read-back.ts';
import { createWriter, type RecordWriter } from '../sinks/writer.ts';
import { fileName } from '../text/file-name.ts';
import { printable } from '../text/printable.ts';
import { watchFreeSpace } from './free-space.ts';
import { openRecordFile, type RecordFile, type RecordPlace } from './record-file.ts';
import type { RunOptions } from './run-options.ts';

/** The file that a run is recorded to. */
export interface RunRecording {
  /** Absolute path of the file: another one once it was written back. */
  readonly path: string;
  /** It was deleted and could not be written back. */
  readonly lost: boolean;
  /** A file, and no pipe or device. */
  readonly regular: boolean;
  readonly writer: RecordWriter;
  /** Where this run's records are, once all so far are written; undefined if they cannot be read back. */
  written(): Promise<Written | undefined>;
  /** Whether --max-record is reached or the disk is nearly full; reported once, and final. */
  full(): boolean;
  /** Called after the last record: a recording that the job deleted is written back, or its loss said. Never rejects. */
  writeBack(): Promise<void>;
  /** Writes what is left and closes the file. */
  close(): Promise<void>;
}

export interface RecordingPlan {
  readonly options: RunOptions & { readonly name: string };
  /** When the run began, epoch milliseconds. */
  readonly start: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly world: World;
  readonly say: (text: string) => void;
  readonly diagnostics?: Diagnostics;
}

/** Creates the recording of a run. Throws UserError if there is no place for it. */
export function createRecording(plan: RecordingPlan): RunRecording {
  const { options, start, env, world, say, diagnostics = NO_DIAGNOSTICS } = plan;
  const place: RecordPlace = {
    ...options,
    baseName: () => `${compactLocalTime(start)}-${fileName(options.name)}`,
    cwd: world.cwd,
    env,
  };
  const file = openRecordFile(place);
  const opened = descriptorPath(file.descriptor);
  let path = file.path;
  let lost = false;
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
      say(`the recording cannot be written any more (${why}); the run continues`);
    },
  });
  return {
    get path() {
      return path;
    },
    get lost() {
      return lost;
    },
    regular: file.regular,
    writer,
    async written() {
      await writer.flush();
      if (!file.regular || writer.failed) return undefined;
      return {
        path: isDeleted(file) && path === file.path ? opened : path,
        from,
        bytes: writer.bytes,
      };
    },
    full: watchRoom(plan, file, writer),
    async writeBack() {
      if (!isDeleted(file)) return;
      // Only a job that deletes its recording needs this.
      const { writeBack } = await import('./write-back.ts');
      const done = await writeBack(file, place);
      diagnostics.debug('recording deleted', { ...done });
      if (done.kind === 'written') path = done.path;
      else lost = true;
      say(
        done.kind === 'written'
          ? `the recording was deleted during the run; written back to ${printable(path)}`
          : `the recording was deleted during the run and is lost (${done.why})`,
      );
    },
    async close() {
      await writer.flush();
      closeSync(file.descriptor);
    },
  };
}

function watchRoom(
  { options, world, say, diagnostics = NO_DIAGNOSTICS }: RecordingPlan,
  file: RecordFile,
  writer: RecordWriter,
): () => boolean {
  const diskIsNearlyFull = file.regular
    ? watchFreeSpace(file.path, descriptorPath(file.descriptor), world.clock)
    : () => false;
  let full = false;
  return () => {
    if (full) return true;
    const why =
      writer.bytes > options.maxRecord
        ? 'the recording has reached --max-record'
        : diskIsNearlyFull() && 'less than 5% of the disk is free';
    if (why === false) return false;
    full = true;
    diagnostics.debug('recording full', { why, bytes: writer.bytes });
    say(`${why}; from now on lines are only counted`);
    return true;
  };
}

/** Whether the file has no name any more. */
function isDeleted({ descriptor, regular }: RecordFile): boolean {
  return regular && fstatSync(descriptor).nlink === 0;
}
