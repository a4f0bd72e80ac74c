import { numberAt } from './digits.ts';
import { type ProcFiles, readText, SHORT } from './proc-files.ts';

/** What stays free for the rest of the program: pipes, the recording, modules loaded late. */
const RESERVE = 48;
/** So few are kept without asking for the limit, which most runs thus never read. */
const UNASKED = 8;
/** Where the limit cannot be read: POSIX's smallest usual one. */
const USUAL_LIMIT = 256;

/** How many descriptors the sampler may keep open; beyond that each reading opens and closes. */
export class Descriptors {
  readonly #files: ProcFiles;
  #left = UNASKED;
  #asked = false;

  constructor(files: ProcFiles) {
    this.#files = files;
  }

  get files(): ProcFiles {
    return this.#files;
  }

  /** Opens a file to keep; SHORT where no more are to be kept. */
  keep(path: string): number {
    if (this.#left <= 0 && !this.#ask()) return SHORT;
    const descriptor = this.#files.open(path);
    if (descriptor >= 0) this.#left--;
    // The limit was lowered, or others took more than the reserve: keep no more than now.
    else if (descriptor === SHORT) {
      this.#asked = true;
      this.#left = 0;
    }
    return descriptor;
  }

  /** Whether the limit allows more than the first few. */
  #ask(): boolean {
    if (this.#asked) return false;
    this.#asked = true;
    this.#left += softLimit(this.#files) - RESERVE - UNASKED;
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
