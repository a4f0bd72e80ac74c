import { numberAt } from './digits.ts';
import { NO_DESCRIPTOR, type ProcFiles, readText } from './proc-files.ts';

/** Descriptors left free for the rest of the program: pipes, the recording, modules loaded late. */
const RESERVED = 48;
/** This many are kept open without looking up the limit, which most runs therefore never read. */
const WITHOUT_LIMIT_CHECK = 8;
/** Used if the limit cannot be read: the smallest usual one. */
const USUAL_LIMIT = 256;

/** Limits how many descriptors the sampler keeps open; beyond that each reading opens and closes. */
export class Descriptors {
  readonly #files: ProcFiles;
  #left = WITHOUT_LIMIT_CHECK;
  #limitRead = false;

  constructor(files: ProcFiles) {
    this.#files = files;
  }

  get files(): ProcFiles {
    return this.#files;
  }

  /** Opens a file to keep open; NO_DESCRIPTOR once the limit is reached. */
  keep(path: string): number {
    if (this.#left <= 0 && !this.#readLimit()) return NO_DESCRIPTOR;
    const descriptor = this.#files.open(path);
    if (descriptor >= 0) this.#left--;
    // The limit was lowered, or others use more than the reserve: keep no more than now.
    else if (descriptor === NO_DESCRIPTOR) {
      this.#limitRead = true;
      this.#left = 0;
    }
    return descriptor;
  }

  /** Reads the limit once; whether it allows more than the first few. */
  #readLimit(): boolean {
    if (this.#limitRead) return false;
    this.#limitRead = true;
    this.#left += softLimit(this.#files) - RESERVED - WITHOUT_LIMIT_CHECK;
    return this.#left > 0;
  }

  release(descriptor: number): void {
    this.#files.close(descriptor);
    this.#left++;
  }
}

function softLimit(files: ProcFiles): number {
  const text = readText(files, '/proc/self/limits');
  if (text === undefined) return USUAL_LIMIT;
  const line = /^Max open files +(\S+)/m.exec(text);
  const soft = line?.[1] ?? '';
  if (soft === 'unlimited') return Number.MAX_SAFE_INTEGER;
  const bytes = Buffer.from(soft, 'latin1');
  const limit = numberAt(bytes, 0, bytes.length);
  return limit < 0 ? USUAL_LIMIT : limit;
}
