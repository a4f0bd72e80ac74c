import { closeSync, existsSync, openSync, readdirSync, readSync } from 'node:fs';

/** The file, or its process, no longer exists. */
export const GONE = -1;
/** It exists, but we may not read it. */
export const DENIED = -2;
/** We are out of file descriptors. */
export const NO_DESCRIPTOR = -3;

/**
 * The few calls on /proc and /sys that the sampler makes. Ordinary failures there (a process that ended, another
 * user's file, too few descriptors) are returned as one of the negative numbers above, so that a reading allocates
 * nothing.
 */
export interface ProcFiles {
  /** Opens a file: a descriptor, or GONE, DENIED or NO_DESCRIPTOR. */
  open(path: string): number;
  /** Reads from `position` (default: the beginning) into `bytes`: the number of bytes read, or GONE or DENIED. */
  read(descriptor: number, bytes: Uint8Array, position?: number): number;
  close(descriptor: number): void;
  /** Checks without the cost of an exception. */
  exists(path: string): boolean;
  /** The names in a folder; empty if it cannot be read. */
  names(path: string): readonly string[];
}

/** /proc as the kernel shows it. */
export const nodeProcFiles: ProcFiles = {
  open(path) {
    try {
      return openSync(path, 'r');
    } catch (error) {
      return failure(error);
    }
  },
  read(descriptor, bytes, position = 0) {
    try {
      return readSync(descriptor, bytes, 0, bytes.length, position);
    } catch (error) {
      return failure(error);
    }
  },
  close(descriptor) {
    closeSync(descriptor);
  },
  exists: existsSync,
  names(path) {
    try {
      return readdirSync(path);
    } catch (error) {
      failure(error);
      return [];
    }
  },
};

function failure(error: unknown): number {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT':
    case 'ESRCH':
    case 'ENOTDIR':
    // A file of a cgroup that was removed (kernfs).
    case 'ENODEV':
      return GONE;
    case 'EMFILE':
    case 'ENFILE':
    case 'ENOMEM':
      return NO_DESCRIPTOR;
    // EINVAL, EIO and EOPNOTSUPP: a file that this kernel, or this sandbox, lists but does not serve.
    case 'EACCES':
    case 'EPERM':
    case 'EINVAL':
    case 'EIO':
    case 'EOPNOTSUPP':
      return DENIED;
    default:
      throw error;
  }
}

/** Opens, reads once from the beginning and closes: the number of bytes read, or GONE, DENIED or NO_DESCRIPTOR. */
export function readOnce(files: ProcFiles, path: string, bytes: Uint8Array): number {
  const descriptor = files.open(path);
  if (descriptor < 0) return descriptor;
  const length = files.read(descriptor, bytes);
  files.close(descriptor);
  return length;
}

/** A small file as text, `undefined` if it cannot be read: for what is read once per run, not once per sample. */
export function readText(files: ProcFiles, path: string): string | undefined {
  usual ??= Buffer.allocUnsafe(16_384);
  let bytes = usual;
  for (;;) {
    const length = readOnce(files, path, bytes);
    if (length < 0) return undefined;
    if (length < bytes.length) return bytes.toString('latin1', 0, length);
    bytes = Buffer.allocUnsafe(bytes.length * 4);
  }
}

/** Reused: holds one text at a time. */
let usual: Buffer | undefined;
