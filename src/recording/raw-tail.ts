import { Buffer } from 'node:buffer';

const KEPT = 8 * 1024;

/** The last 8 KiB of a stream, so that a breach can say what was written last. */
export class RawTail {
  readonly #bytes = Buffer.alloc(2 * KEPT);
  #length = 0;
  #cut = false;

  push(chunk: Uint8Array): void {
    const part = chunk.length > KEPT ? chunk.subarray(chunk.length - KEPT) : chunk;
    if (part.length < chunk.length) this.#cut = true;
    if (this.#length + part.length > this.#bytes.length) {
      const kept = KEPT - part.length;
      this.#bytes.copyWithin(0, this.#length - kept, this.#length);
      this.#length = kept;
      this.#cut = true;
    }
    this.#bytes.set(part, this.#length);
    this.#length += part.length;
  }

  /** At most the last `count` lines, oldest first, the unfinished one included; what is not UTF-8 reads U+FFFD. */
  lines(count: number): string[] {
    const lines = this.#bytes.toString('utf8', 0, this.#length).split(/\r\n|\r|\n/);
    if (lines.at(-1) === '') lines.pop();
    if (this.#cut && lines.length > 1) lines.shift();
    return count > 0 ? lines.slice(-count) : [];
  }
}
