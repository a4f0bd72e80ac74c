import { type ProcFiles, readOnce } from './proc-files.ts';

const bytes = Buffer.allocUnsafe(8192);

/** The command line of a process from /proc/PID/cmdline, up to 8 KiB; `undefined` if it is gone or has none. */
export function readArguments(files: ProcFiles, pid: number): readonly string[] | undefined {
  const length = readOnce(files, `/proc/${pid}/cmdline`, bytes);
  if (length <= 0) return undefined;
  const end = bytes[length - 1] === 0 ? length - 1 : length;
  return bytes.toString('utf8', 0, end).split('\0');
}
