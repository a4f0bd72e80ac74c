import type { Stamp, StampPattern } from './patterns.ts';
import { HEAD_LENGTH, JSON_LENGTH } from './patterns.ts';

const HALF_DAY_MS = 43_200_000;
const DAY_MS = 86_400_000;
const HALF_YEAR_MS = 183 * DAY_MS;
const YEAR_MS = 365.25 * DAY_MS;

/** What may stand before a stamp that is taken off its line: a bracket, a day of the week, the CPU time of runsolver. */
const HEAD = /^\s*[[(<]?(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? +|\d+\.\d\d\/)?$/;
const AFTER = /^[\])>]?(?:\s*[-|:,](?=\s)|[|:,])?\s*/;

/** The stamps of one log in one pattern, line by line: a year that turns and a midnight that passes are added up. */
export class StampSequence {
  readonly pattern: StampPattern;
  readonly #year: number;
  #turns = 0;
  #last: number | undefined;
  #line = '';
  #match: RegExpExecArray | undefined;

  /** `year`: of the first stamp, where the pattern has none. */
  constructor(pattern: StampPattern, year: number) {
    this.pattern = pattern;
    this.#year = year;
  }

  /** The stamp in a line, `time` with its year, or its days since the first stamp's midnight; undefined without one. */
  next(line: string): Stamp | undefined {
    const { pattern } = this;
    const length = line.startsWith('{') ? JSON_LENGTH : HEAD_LENGTH;
    const match = pattern.regex.exec(line.length > length ? line.slice(0, length) : line);
    if (match === null) return undefined;
    this.#line = line;
    this.#match = match;
    if (pattern.kind === 'yearless') return this.#yearless(match);
    const stamp = pattern.read(match, this.#year);
    return pattern.kind === 'daily' && stamp !== undefined ? this.#daily(stamp) : stamp;
  }

  /** The line that the last stamp was found in, without it where it stands at the head; else all of it. */
  get rest(): string {
    const match = this.#match;
    if (match === undefined) return this.#line;
    const [text, first = ''] = match;
    const before = this.#line.slice(0, match.index + text.indexOf(first));
    if (!HEAD.test(before)) return this.#line;
    return this.#line.slice(match.index + text.length).replace(AFTER, '');
  }

  #yearless(match: RegExpExecArray): Stamp | undefined {
    const stamp = this.pattern.read(match, this.#year + this.#turns);
    if (stamp === undefined) return undefined;
    const back = (this.#last ?? stamp.time) - stamp.time;
    if (back > HALF_YEAR_MS) {
      this.#turns += 1;
      return this.#yearless(match);
    }
    // A late line of December that stands among those of January.
    if (back < -HALF_YEAR_MS && this.#turns > 0) {
      return this.pattern.read(match, this.#year + this.#turns - 1);
    }
    this.#last = stamp.time;
    return stamp;
  }

  #daily({ time: within }: Stamp): Stamp {
    let time = within + this.#turns * DAY_MS;
    const back = (this.#last ?? time) - time;
    if (back > HALF_DAY_MS) {
      this.#turns += 1;
      time += DAY_MS;
    } else if (back < -HALF_DAY_MS && this.#turns > 0) {
      return { time: time - DAY_MS };
    }
    this.#last = time;
    return { time };
  }
}

/** How a whole log reads in one pattern. */
export interface Reading {
  readonly pattern: StampPattern;
  readonly stamped: number;
  /** The span of its stamps as they are written, milliseconds; zoned ones are UTC. */
  readonly first: number;
  readonly least: number;
  readonly most: number;
  /** Whether its stamps name their zone. */
  readonly zoned: boolean;
  /** Whether its stamps are whole seconds. */
  readonly whole: boolean;
}

/** A pattern with so small a share of the best one's lines is not the log's. */
const ENOUGH = 0.8;
/** After so many stamps a pattern that is far behind is no longer tried. */
const TRIED = 2000;
/** A line may be a little late, as threads write. */
const LATE_MS = 2000;

/** Finds out how a log writes its times, over all of its lines. */
export class StampCensus {
  #candidates: Candidate[];
  #lines = 0;

  constructor(patterns: readonly StampPattern[], year: number) {
    this.#candidates = patterns.map((pattern) => new Candidate(new StampSequence(pattern, year)));
  }

  add(line: string): void {
    this.#lines += 1;
    let best = 0;
    for (const candidate of this.#candidates) {
      candidate.add(line);
      if (candidate.forward > best) best = candidate.forward;
    }
    if (best >= TRIED && this.#lines % TRIED === 0) {
      this.#candidates = this.#candidates.filter(({ forward }) => forward > best * 0.2);
    }
  }

  /** The readings that are possible, the likeliest first; none of a log without stamps. */
  finish(): Reading[] {
    const any = this.#candidates.filter(({ forward }) => forward > 0);
    // A number that is the same in all lines is no clock, if there is another.
    const moving = any.filter(({ moves }) => moves);
    const good = moving.length > 0 ? moving : any;
    const best = Math.max(0, ...good.map(({ forward }) => forward));
    const likely = good
      .filter(({ forward }) => forward >= ENOUGH * best)
      .map((one) => one.reading());
    // Others read a part of the same stamp, or a less explicit one: only the order of its numbers is open.
    const source = likely[0]?.pattern.regex.source;
    return likely.filter(({ pattern }) => pattern.regex.source === source);
  }
}

class Candidate {
  readonly #sequence: StampSequence;
  #stamped = 0;
  #zoned = 0;
  #whole = true;
  #first = Number.NaN;
  #least = Number.POSITIVE_INFINITY;
  #most = Number.NEGATIVE_INFINITY;
  #last = Number.NEGATIVE_INFINITY;
  /** Stamps that do not step back: those of a clock do not, other numbers and dates in messages do. */
  forward = 0;

  constructor(sequence: StampSequence) {
    this.#sequence = sequence;
  }

  add(line: string): void {
    const stamp = this.#sequence.next(line);
    if (stamp === undefined) return;
    const { time } = stamp;
    this.#stamped += 1;
    if (stamp.zoned) this.#zoned += 1;
    if (time % 1000 !== 0) this.#whole = false;
    if (this.#stamped === 1) this.#first = time;
    if (time < this.#least) this.#least = time;
    if (time > this.#most) this.#most = time;
    if (time >= this.#last - LATE_MS && time < this.#last + YEAR_MS * 20) this.forward += 1;
    else if (this.#stamped === 1) this.forward += 1;
    this.#last = time;
  }

  get moves(): boolean {
    return this.#most > this.#least;
  }

  reading(): Reading {
    return {
      pattern: this.#sequence.pattern,
      stamped: this.#stamped,
      first: this.#first,
      least: this.#least,
      most: this.#most,
      zoned: this.#zoned === this.#stamped,
      whole: this.#whole,
    };
  }
}
