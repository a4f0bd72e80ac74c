import { LineView } from '../../recording/line-view.ts';
import type { LineRecord } from '../../recording/records.ts';
import type { SampleBatch } from '../report/sample-batch.ts';
import type { Follows, LineGrowth, Phase } from '../report/types.ts';
import { Continuation } from '../templates/continuation.ts';
import { MOST_TEMPLATES, START, TemplateTable } from '../templates/template-table.ts';
import { Events, QUEUED } from './events.ts';
import { fastLoops, fastTemplates } from './fast-loops.ts';
import { followPhases } from './follow-phases.ts';
import { addShares } from './phase-shares.ts';
import { StreamBlocks } from './stream-blocks.ts';
import { Timeline } from './timeline.ts';
import { wholeBytes } from './whole-bytes.ts';

/** Stands for memory released when the command ended. */
const EXIT = '(exit)';
/** Line numbers are kept for at most this many lines. */
const MOST_LINES = 100_000;

export interface Attributed {
  readonly growthByLine: LineGrowth[];
  /** For each phase, the templates that its growth follows. */
  readonly follows: Follows[][];
  /** Streams (1, 2) whose lines arrived in blocks, without times of their own. */
  readonly buffered: number[];
}

interface Stream {
  readonly blocks: StreamBlocks;
  readonly continuation: Continuation;
  /** The template of the last event, and that event's index in the queue or -1. */
  template: number;
  event: number;
}

/** Attributes growth to the log lines whose work was in progress, in bounded memory. */
export class Attribution {
  readonly #events = new Events();
  readonly #timeline: Timeline;
  readonly #table = new TemplateTable((remap) => this.#remap(remap));
  readonly #isKnown = (): boolean => this.#table.known();
  readonly #streams: readonly Stream[] = [0, 1].map(() => ({
    blocks: new StreamBlocks(),
    continuation: new Continuation(),
    template: START,
    event: -1,
  }));
  /** The streams that each template was seen on, one bit each. */
  #streamsOf = new Uint8Array(MOST_TEMPLATES);
  #lineTemplates = new Int32Array(1024);
  #lines = 0;

  /** `columns`: the number of metrics per sample. */
  constructor(columns: number) {
    this.#timeline = new Timeline(columns);
  }

  /** Whether the next line will make room first; all samples so far must have been added by then. */
  isFull(): boolean {
    return this.#events.length >= QUEUED;
  }

  /**
   * Adds a line that arrived at `time` and was written after `since` (NaN: unknown), both in milliseconds since
   * `start`, which is epoch milliseconds.
   */
  line(record: LineRecord, time: number, since: number, start: number): void {
    if (this.isFull())
      this.#advance(this.#events.arrived[this.#events.length >> 1] as number, start);
    const number = record.fd === 2 ? 1 : 0;
    const stream = this.#streams[number] as Stream;
    const length = this.#look(record) + 1;
    const block = stream.blocks.line(time, length, since);
    if (block) this.#events.markBlock(number, block.start, block.since);
    if (stream.continuation.next(this.#table.opening, time, record.eol, this.#isKnown)) {
      const at = stream.event;
      if (at >= 0) this.#events.bytes[at] = (this.#events.bytes[at] as number) + length;
    } else {
      stream.template = this.#table.take();
      this.#streamsOf[stream.template] =
        (this.#streamsOf[stream.template] as number) | (1 << number);
      stream.event = this.#events.length;
      this.#events.push(number, stream.template, time, since, this.#table.ownTime(), length);
    }
    this.#remember(stream.template);
  }

  /** Matches a line against the templates and returns its length. */
  #look(record: LineRecord): number {
    if (record instanceof LineView) {
      this.#table.lookAt(record);
      return record.length;
    }
    const text = typeof record.msg === 'string' ? record.msg : '';
    this.#table.look(text);
    return text.length;
  }

  /** Adds samples. */
  samples(samples: SampleBatch, start: number): void {
    for (let at = 0; at < samples.count; at = this.#timeline.take(samples, at)) {
      if (this.#timeline.isFull()) this.#advance(this.#timeline.middle(), start);
    }
  }

  /** The attribution so far, for one metric and these phases. */
  finish(column: number, phases: readonly Phase[], start: number): Attributed {
    const streams = this.#streams;
    for (const [number, { blocks }] of streams.entries()) {
      const block = blocks.close();
      if (block) this.#events.markBlock(number, block.start, block.since);
    }
    this.#advance(Number.POSITIVE_INFINITY, start);
    this.#table.settle();
    const { rows, durations, first, last } = this.#timeline;
    const table = this.#table;
    const fast = fastTemplates(rows, durations, table.size);
    const rates = {
      up: fastLoops(rows, column, 0, fast),
      down: fastLoops(rows, column, 1, fast),
    };
    const blind = streams.reduce((set, { blocks }, i) => set | (blocks.isBlind() ? 1 << i : 0), 0);
    const shares = addShares(rows, column, rates, phases, table.size);
    const total = (last[column] as number) - (first[column] as number) || 0;
    return {
      growthByLine: this.#ranking(wholeBytes([...shares.totals, shares.exit], total)),
      follows: followPhases(this.#timeline.rows, column, phases, shares.phases, {
        fast: new Set(fast),
        isBlind: (template) => (blind & (this.#streamsOf[template] as number)) !== 0,
        textOf: (template) => table.textOf(template),
      }),
      buffered: streams.flatMap(({ blocks }, i) => (blocks.isBlind() ? [i + 1] : [])),
    };
  }

  #ranking(bytes: readonly number[]): LineGrowth[] {
    const table = this.#table;
    const lines: number[][] | undefined =
      this.#lines > MOST_LINES ? undefined : bytes.map(() => []);
    if (lines) {
      for (let i = 0; i < this.#lines; i++) lines[this.#lineTemplates[i] as number]?.push(i);
    }
    return bytes
      .map((net, id) => ({
        template: id === table.size ? EXIT : table.textOf(id),
        bytes: net,
        count: table.count(id),
        ...exampleOf(table.example(id)),
        ...(lines ? { lines: lines[id] as number[] } : {}),
      }))
      .filter(({ count, bytes: net }, id) => id === START || count > 0 || net !== 0)
      .sort((a, b) => b.bytes - a.bytes || b.count - a.count);
  }

  /** Matches events with samples up to a moment. */
  #advance(horizon: number, start: number): void {
    const events = this.#events;
    const streams = this.#streams;
    for (const [number, { blocks }] of streams.entries()) blocks.place(events, number, start);
    events.sort('written');
    events.drop(this.#timeline.advance(events, horizon));
    events.sort('arrived');
    for (const [number, stream] of streams.entries()) stream.event = events.lastOf(number);
  }

  #remember(template: number): void {
    if (this.#lines < MOST_LINES) {
      if (this.#lines === this.#lineTemplates.length) {
        const wider = new Int32Array(this.#lines * 2);
        wider.set(this.#lineTemplates);
        this.#lineTemplates = wider;
      }
      this.#lineTemplates[this.#lines] = template;
    }
    this.#lines++;
  }

  #remap(remap: Int32Array): void {
    this.#timeline.remap(remap);
    this.#events.remap(remap);
    const before = this.#streamsOf;
    this.#streamsOf = new Uint8Array(MOST_TEMPLATES);
    for (const [id, into] of remap.entries()) {
      this.#streamsOf[into] = (this.#streamsOf[into] as number) | (before[id] as number);
    }
    for (const stream of this.#streams) stream.template = remap[stream.template] as number;
    for (let i = 0; i < Math.min(this.#lines, MOST_LINES); i++) {
      this.#lineTemplates[i] = remap[this.#lineTemplates[i] as number] as number;
    }
  }
}

function exampleOf(example: string | undefined): { example?: string } {
  return example === undefined ? {} : { example };
}
