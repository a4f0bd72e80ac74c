/** A summary of a run is a page at most: what is beyond this belongs to no such file. Characters. */
const MOST = 1024 * 1024;

/** The text of a small file, put together of its lines. */
export class WholeText {
  #text = '';

  add(line: string): void {
    if (this.#text.length < MOST) this.#text += `${line}\n`;
  }

  get value(): string {
    return this.#text;
  }
}
