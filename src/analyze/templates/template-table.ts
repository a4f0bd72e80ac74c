import type { LineView } from '../../recording/line-view.ts';
import { HashIndex } from './hash-index.ts';
import { LineLook } from './line-look.ts';
import { WORDS } from './line-scan.ts';
import { mergeSimilar } from './merge-similar.ts';
import { describeTemplate, isObserved, observe, type Template, templateOf } from './template.ts';

/** Id of what came before the first line. */
export const START = 0;
/** Id of templates too rare to be kept apart. */
const OTHER = 1;
const FIRST = 2;
/** Maximum number of templates; beyond it the rarest make room. */
export const MOST_TEMPLATES = 4096;
/** Room is made again after this many times as many lines, so that lines without any similarity cost little. */
const ROOM_EVERY = 1.25;

/** Called when templates are joined or dropped, with the new id of each old one. */
export type RemapListener = (remap: Int32Array) => void;

/** Gives similar lines the same number, in bounded memory. */
export class TemplateTable {
  #templates: (Template | undefined)[] = [undefined, undefined];
  readonly #index = new HashIndex();
  readonly #line = new LineLook();
  readonly #onRemap: RemapListener;
  #lines = 0;
  /** Some templates were joined over a varying word, so a new line may belong to one of them. */
  #joined = false;
  #others = 0;
  #nextRoom = 0;

  constructor(onRemap: RemapListener) {
    this.#onRemap = onRemap;
  }

  /** The number of ids in use: all ids are below. */
  get size(): number {
    return this.#templates.length;
  }

  /** Makes a line the current one, for `known` and `take`, until the next call. */
  look(line: string): void {
    this.#line.at(line);
  }

  /** The same for a line of a recording. */
  lookAt(line: LineView): void {
    this.#line.atView(line);
  }

  /** The current line's opening: see openingOf. */
  get opening(): number {
    return this.#line.opening;
  }

  /** The current line's timestamp (see ownTime), NaN without one. */
  ownTime(): number {
    return this.#line.ownTime();
  }

  /** Whether the current line's template is already known. */
  known(): boolean {
    return this.#index.get(this.#line.high, this.#line.low) >= 0;
  }

  /** Counts the current line and returns the id of its template. */
  take(): number {
    this.#lines++;
    const line = this.#line;
    const known = this.#index.get(line.high, line.low);
    if (known >= 0) {
      if (known === OTHER) this.#others++;
      else this.#countLine(this.#templates[known] as Template);
      return known;
    }
    const alike = this.#joined ? this.#findJoined() : -1;
    if (alike >= 0) {
      (this.#templates[alike] as Template).count++;
      return alike;
    }
    if (this.#templates.length === MOST_TEMPLATES && !this.#makeRoom()) {
      this.#others++;
      return OTHER;
    }
    const id = this.#templates.length;
    this.#templates.push(templateOf(line.read(), line.text, line.lead));
    this.#index.set(line.high, line.low, id);
    return id;
  }

  /** Joins templates that differ only in a rare word. */
  settle(): void {
    this.#renumber((merge) => mergeSimilar(this.#templates, this.#index, this.#lines, merge));
  }

  textOf(id: number): string {
    if (id === START) return '(start)';
    const template = this.#templates[id];
    return template ? describeTemplate(template) : '(other)';
  }

  count(id: number): number {
    return id === OTHER ? this.#others : (this.#templates[id]?.count ?? 0);
  }

  example(id: number): string | undefined {
    return this.#templates[id]?.example;
  }

  #countLine(template: Template): void {
    template.count++;
    if (isObserved(template)) observe(template, this.#line.read(), this.#line.text);
  }

  #findJoined(): number {
    const scan = this.#line.read();
    for (let place = 0; place < scan.words && place < WORDS; place++) {
      const into = this.#index.get(...scan.wild(place));
      if (into >= FIRST && this.#templates[into]?.joined) return into;
    }
    return -1;
  }

  /** Joins similar templates, then drops the rarest half; false if it is too early to do so again. */
  #makeRoom(): boolean {
    if (this.#lines < this.#nextRoom) return false;
    this.#nextRoom = this.#lines * ROOM_EVERY;
    this.settle();
    const surplus = this.#templates.length - MOST_TEMPLATES / 2;
    const ids = Array.from(this.#templates.keys()).slice(FIRST);
    // The oldest of the rarest go first: recent ones may come again.
    ids.sort((a, b) => this.count(a) - this.count(b) || a - b);
    this.#renumber((merge) => {
      for (let i = 0; i < surplus; i++) merge(ids[i] as number, OTHER);
    });
    return true;
  }

  #renumber(join: (merge: (from: number, into: number) => void) => void): void {
    const remap = Int32Array.from(this.#templates, (_, id) => id);
    let changed = false;
    join((from, into) => {
      const gone = this.#templates[from] as Template;
      const kept = this.#templates[into];
      if (kept) kept.count += gone.count;
      else this.#others += gone.count;
      this.#templates[from] = undefined;
      remap[from] = into;
      changed = true;
      this.#joined ||= into !== OTHER;
    });
    if (!changed) return;
    const numbers = new Int32Array(remap.length);
    const kept: (Template | undefined)[] = [undefined, undefined];
    numbers[OTHER] = OTHER;
    this.#index.clear();
    for (let id = FIRST; id < remap.length; id++) {
      const template = this.#templates[id];
      if (!template) continue;
      numbers[id] = kept.length;
      this.#index.set(template.high, template.low, kept.length);
      kept.push(template);
    }
    this.#templates = kept;
    this.#onRemap(
      remap.map((into) => {
        let last = into;
        while (remap[last] !== last) last = remap[last] as number;
        return numbers[last] as number;
      }),
    );
  }
}
