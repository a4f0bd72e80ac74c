import { type ProcFiles, readOnce } from './proc-files.ts';

const USUAL = 4096;
/** AT_PAGESZ in include/uapi/linux/auxvec.h. */
const PAGE_SIZE = 6n;

/** The kernel's page size in bytes, read on first use. */
export class PageSize {
  readonly #files: ProcFiles;
  #bytes: number | undefined;

  constructor(files: ProcFiles) {
    this.#files = files;
  }

  get bytes(): number {
    this.#bytes ??= read(this.#files);
    return this.#bytes;
  }
}

// The auxiliary vector: pairs of words in the machine's own size and byte order, which is 64-bit little-endian
// wherever Node runs on Linux except s390x, whose pages have the usual size.
function read(files: ProcFiles): number {
  const bytes = Buffer.alloc(1024);
  const length = readOnce(files, '/proc/self/auxv', bytes);
  for (let at = 0; at + 16 <= length; at += 16) {
    if (bytes.readBigUInt64LE(at) === PAGE_SIZE) return Number(bytes.readBigUInt64LE(at + 8));
  }
  return USUAL;
}
