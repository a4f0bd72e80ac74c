import type { LineRecord } from '../../stream/records.ts';
import type { Follows, LineGrowth, Phase } from '../report-types.ts';
import { Continuation } from '../templates/continuation.ts';
import { ownTime } from '../templates/own-time.ts';
import { START, TemplateTable } from '../templates/template-table.ts';
import { Events, QUEUED } from './events.ts';
import { fastLoops, fastTemplates } from './fast-loops.ts';
import { fitsOf } from './fits.ts';
import { addShares, type Part, phaseOfRows } from './follow-phases.ts';
import { StreamBlocks } from './stream-blocks.ts';
import { Timeline } from './timeline.ts';
import { wholeBytes } from './whole-bytes.ts';

/** Templates told of each phase, at most. */
const TOLD = 8;
/** A template that accounts for less than this part of what a phase moved is not told. */
const TELLING_PART = 0.01;
/** Stands for what was given back when the command ended. */
const EXIT = '(exit)';
/** Line numbers are kept up to this many lines. */
const MOST_LINES = 100_000;

export interface Attributed {
  readonly growthByLine: LineGrowth[];
  /** For each phase, the templates that its growth follows. */
  readonly follows: Follows[][];
  /** Streams (1, 2) whose lines came in blocks without times of their own. */
  readonly buffered: number[];
}

interface Stream {
  readonly blocks: StreamBlocks;
  readonly continuation: Continuation;
  /** The template of the last event, and its place in the queue or -1. */
  template: number;
  event: number;
}

/** Attributes growth to the log lines that were under way, in bounded memory. */
export class Attribution {
  private readonly events = new Events();
  private readonly timeline: Timeline;
  private readonly table = new TemplateTable((remap) => this.remap(remap));
  private readonly streams: readonly Stream[] = [0, 1].map(() => ({
    blocks: new StreamBlocks(),
    continuation: new Continuation(),
    template: START,
    event: -1,
  }));
  private lineTemplates = new Int32Array(1024);
  private lines = 0;

  /** `columns`: how many metrics each sample has. */
  constructor(columns: number) {
    this.timeline = new Timeline(columns);
  }

  /** Whether the next line makes room first; samples up to now must have been handed in by then. */
  isFull(): boolean {
    return this.events.length >= QUEUED;
  }

  /** Adds a line that arrived at `time`, milliseconds since `start`, the wall clock in epoch milliseconds. */
  line(record: LineRecord, time: number, since: number, start: number): void {
    if (this.isFull()) this.advance(this.events.arrived[this.events.length >> 1] as number, start);
    const number = record.fd === 2 ? 1 : 0;
    const stream = this.streams[number] as Stream;
    const text = typeof record.msg === 'string' ? record.msg : '';
    const block = stream.blocks.line(time, text.length + 1, since);
    if (block) this.events.markBlock(number, block.start, block.since);
    this.table.look(text);
    if (stream.continuation.next(text, time, record.eol, () => this.table.known())) {
      const at = stream.event;
      if (at >= 0) this.events.bytes[at] = (this.events.bytes[at] as number) + text.length + 1;
    } else {
      stream.template = this.table.take();
      stream.event = this.events.length;
      const own = ownTime(this.table.timeText);
      this.events.push(number, stream.template, time, since, own, text.length + 1);
    }
    this.remember(stream.template);
  }

  /** Adds a sample: one value a metric, NaN where it is unknown. */
  sample(time: number, values: Float64Array, start: number): void {
    if (this.timeline.isFull()) this.advance(this.timeline.middle(), start);
    this.timeline.sample(time, values);
  }

  /** What can be said so far, of one metric, in these phases. */
  finish(column: number, phases: readonly Phase[], start: number): Attributed {
    for (const [number, { blocks }] of this.streams.entries()) {
      const block = blocks.close();
      if (block) this.events.markBlock(number, block.start, block.since);
    }
    this.advance(Number.POSITIVE_INFINITY, start);
    this.table.settle();
    const { rows, durations, first, last } = this.timeline;
    const { table } = this;
    const fast = fastTemplates(rows, durations, table.size);
    const rates = {
      up: fastLoops(rows, column, 0, fast),
      down: fastLoops(rows, column, 1, fast),
    };
    const shares = addShares(rows, column, rates, phases, table.size);
    const total = (last[column] as number) - (first[column] as number) || 0;
    return {
      growthByLine: this.ranking(wholeBytes([...shares.totals, shares.exit], total)),
      follows: this.followed(column, phases, shares.phases),
      buffered: this.streams.flatMap(({ blocks }, i) => (blocks.isBlind() ? [i + 1] : [])),
    };
  }

  private ranking(bytes: readonly number[]): LineGrowth[] {
    const { table } = this;
    const lines: number[][] | undefined = this.lines > MOST_LINES ? undefined : bytes.map(() => []);
    if (lines) {
      for (let i = 0; i < this.lines; i++) lines[this.lineTemplates[i] as number]?.push(i);
    }
    return bytes
      .map((net, id) => ({
        template: id === table.size ? EXIT : table.textOf(id),
        bytes: net,
        count: table.count(id),
        ...(lines ? { lines: lines[id] as number[] } : {}),
      }))
      .filter(({ count, bytes: net }, id) => id === START || count > 0 || net !== 0)
      .sort((a, b) => b.bytes - a.bytes || b.count - a.count);
  }

  private followed(
    column: number,
    phases: readonly Phase[],
    parts: readonly Map<number, Part>[],
  ): Follows[][] {
    const { rows } = this.timeline;
    const chosen = phases.map((phase, i) => tellingParts(phase, [...(parts[i]?.values() ?? [])]));
    const asked = chosen.map((list) => list.map(({ template }) => template));
    const fits = fitsOf(rows, column, phaseOfRows(rows, phases), asked);
    return chosen.map((list, i) =>
      list.map(({ template, bytes, events }, k) => ({
        template: this.table.textOf(template),
        lines: events,
        bytes: Math.round(bytes),
        bytesPerLine: Math.round(bytes / Math.max(1, events)),
        fit: fits[i]?.[k] ?? 0,
      })),
    );
  }

  /** Sets events against samples up to a moment. */
  private advance(horizon: number, start: number): void {
    const { events, streams } = this;
    for (const [number, { blocks }] of streams.entries()) blocks.place(events, number, start);
    events.sort('written');
    events.drop(this.timeline.advance(events, horizon));
    events.sort('arrived');
    for (const [number, stream] of streams.entries()) stream.event = events.lastOf(number);
  }

  private remember(template: number): void {
    if (this.lines < MOST_LINES) {
      if (this.lines === this.lineTemplates.length) {
        const wider = new Int32Array(this.lines * 2);
        wider.set(this.lineTemplates);
        this.lineTemplates = wider;
      }
      this.lineTemplates[this.lines] = template;
    }
    this.lines++;
  }

  private remap(remap: Int32Array): void {
    this.timeline.remap(remap);
    this.events.remap(remap);
    for (const stream of this.streams) stream.template = remap[stream.template] as number;
    for (let i = 0; i < Math.min(this.lines, MOST_LINES); i++) {
      this.lineTemplates[i] = remap[this.lineTemplates[i] as number] as number;
    }
  }
}

/** The templates that a phase's growth, or its fall, follows; in a plateau, those that moved most. */
function tellingParts(phase: Phase, parts: Part[]): Part[] {
  const sign = phase.kind === 'plateau' ? 0 : Math.sign(phase.delta);
  const weight = ({ bytes }: Part): number => (sign === 0 ? Math.abs(bytes) : bytes * sign);
  const least = TELLING_PART * Math.max(Math.abs(phase.delta), (phase.max - phase.min) / 2, 1);
  return parts
    .filter((part) => weight(part) >= least)
    .sort((a, b) => weight(b) - weight(a))
    .slice(0, TOLD);
}
