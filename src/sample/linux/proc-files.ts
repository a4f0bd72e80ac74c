import { closeSync, existsSync, openSync, readdirSync, readSync } from 'node:fs';

/** The file, or the process behind it, is no more. */
export const GONE = -1;
/** It is there, but not for us. */
export const DENIED = -2;
/** No descriptor is left to open it with. */
export const NO_DESCRIPTOR = -3;

/**
 * The few calls on /proc and /sys that the sampler makes. What is ordinary there (a process that went, a file of
 * another user, too few descriptors) comes back as one of the negative numbers above, so that a reading costs no object.
 */
export interface ProcFiles {
  /** A descriptor, or GONE, DENIED or NO_DESCRIPTOR. */
  open(path: string): number;
  /** Reads from `position` (the beginning, unless said) into `bytes`: the count read, or GONE or DENIED. */
  read(descriptor: number, bytes: Uint8Array, position?: number): number;
  close(descriptor: number): void;
  /** Without the price of an exception where nothing is there. */
  exists(path: string): boolean;
  /** The names in a folder; none where it cannot be read. */
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
      return GONE;
    case 'EMFILE':
    case 'ENFILE':
    case 'ENOMEM':
      return NO_DESCRIPTOR;
    // EINVAL, EIO and EOPNOTSUPP: a file that this kernel, or this sandbox, shows but does not serve.
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

/** Opens, reads once from the beginning and closes: the count read, or GONE, DENIED or NO_DESCRIPTOR. */
export function readOnce(files: ProcFiles, path: string, bytes: Uint8Array): number {
  const descriptor = files.open(path);
  if (descriptor < 0) return descriptor;
  const length = files.read(descriptor, bytes);
  files.close(descriptor);
  return length;
}

/** A small file as text, `undefined` where it cannot be read: for what is read once a run, not once a sample. */
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

/** Holds one text at a time. */
let usual: Buffer | undefined;
