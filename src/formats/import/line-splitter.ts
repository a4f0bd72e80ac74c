import type { Encoding } from './encoding.ts';

/** Longer lines are cut: no format has lines of this length, and memory stays bounded. Characters. */
const MAX_LINE_LENGTH = 16 * 1024 * 1024;

/** Makes lines of bytes: any line ending, and however the chunks cut characters and lines. A carriage return alone ends none. */
export class LineSplitter {
  readonly #decoder: InstanceType<typeof TextDecoder>;
  readonly #line: (line: string) => void;
  #rest = '';

  constructor(encoding: Encoding['name'], line: (line: string) => void) {
    this.#decoder = new TextDecoder(encoding);
    this.#line = line;
  }

  add(bytes: Uint8Array): void {
    const lines = this.#decoder.decode(bytes, { stream: true }).split('\n');
    const last = lines.pop() ?? '';
    for (const line of lines) {
      this.#line(withoutReturn(this.#rest + line));
      this.#rest = '';
    }
    if (this.#rest.length < MAX_LINE_LENGTH) this.#rest += last;
  }

  finish(): void {
    const rest = this.#rest + this.#decoder.decode();
    this.#rest = '';
    if (rest !== '') this.#line(withoutReturn(rest));
  }
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
