import type { LineRecord } from '../../recording/records.ts';
import { barKey } from './bar-key.ts';
import { endsTraceback, isGlyphRule, LineContinuation, reportsSubtest } from './continuation.ts';
import { type Duration, durationsInEntry } from './durations.ts';
import { type LineShape, LineShapes } from './line-shapes.ts';
import { plainText } from './plain-text.ts';
import type { LineEvent } from './types.ts';

/** Events kept; past it, one of every few lines of the most frequent shapes stands for the others. */
const MOST_EVENTS = 8192;
/** Ticks kept of one event; past it every second one goes. */
const MOST_TICKS = 64;
/** Characters kept of a line; of a structured one more, for its message may come late. */
const MOST_CHARACTERS = 400;
const MOST_STRUCTURED = 1200;
/** A bar that was redrawn this often is looked at once in so many milliseconds, not at each redraw. */
const KNOWN_BAR = 256;
const BAR_LOOK = 50;

/** A line as it is collected: of lines that were thinned out it stands for several. */
export interface CollectedLine extends LineEvent {
  readonly ticks: number[];
  begun: number;
  ended: number;
  text: string;
  redrawn: boolean;
  /** How many lines it stands for; at least 1. */
  stands: number;
  /** Told by the block below the line. */
  durations?: readonly Duration[];
  readonly shape: LineShape;
}

/** One stream while it is read. */
interface Stream {
  /** A line whose newline has not come yet. */
  open: CollectedLine | undefined;
  bar: CollectedLine | undefined;
  barKey: string;
  barRedraws: number;
  barLooked: number;
  /** The last line that is an event of its own, undefined where it was thinned out. */
  last: CollectedLine | undefined;
}

/** Collects the lines of a run as intervals, in constant memory. */
export class LineEvents {
  #events: CollectedLine[] = [];
  readonly #shapes = new LineShapes();
  readonly #continuation = new LineContinuation();
  readonly #streams: readonly Stream[] = [0, 1].map(() => ({
    open: undefined,
    bar: undefined,
    barKey: '',
    barRedraws: 0,
    barLooked: 0,
    last: undefined,
  }));
  /** One of so many new shapes is kept: 1 until lines that are all different overflow. */
  #newShapeStride = 1;
  #newShapes = 0;
  #overflowed = false;
  /** Epoch milliseconds. */
  #start = 0;

  /** Lines are no longer kept one by one. */
  get overflowed(): boolean {
    return this.#overflowed;
  }

  /** When the recording began, epoch milliseconds: lines may carry times of their own. */
  get start(): number {
    return this.#start;
  }

  /** The events so far, in order of their beginning; more lines may be added afterwards. */
  finish(): readonly CollectedLine[] {
    const events = this.#events.slice();
    for (const { open } of this.#streams) if (open && open.text.trim() !== '') events.push(open);
    return events.sort((a, b) => a.begun - b.begun || a.ended - b.ended);
  }

  /** Adds a line whose newline was read at `time`, milliseconds since `start`, which is epoch milliseconds. */
  add(record: LineRecord, time: number, start: number): void {
    this.#start = start;
    const fd = record.fd === 2 ? 2 : 1;
    const stream = this.#streams[fd - 1] as Stream;
    const { eol } = record;
    if (eol === '\r') this.#redraw(stream, record, time, fd);
    else if (stream.open || eol === '') this.#unfinished(stream, record, time, fd);
    else this.#line(stream, record, time, fd);
  }

  /** A part of a line, or the end of one that came in parts. */
  #unfinished(stream: Stream, record: LineRecord, time: number, fd: 1 | 2): void {
    const open = stream.open;
    if (open) {
      addTick(open, time);
      open.text = cut(open.text + plainText(record.msg));
      open.ended = time;
    } else stream.open = this.#event(record, time, fd);
    if (record.eol === '' || !stream.open) return;
    const whole = stream.open;
    stream.open = undefined;
    this.#settle(stream, whole);
  }

  #line(stream: Stream, record: LineRecord, time: number, fd: 1 | 2): void {
    const shape = this.#shapes.of(record, this.#newShapeStride);
    const at = shape.count++;
    if (this.#overflowed && !this.#wanted(shape, at)) return;
    this.#settle(stream, this.#event(record, time, fd, shape));
  }

  #wanted(shape: LineShape, at: number): boolean {
    if (at === 0 && this.#newShapeStride > 1) return this.#newShapes++ % this.#newShapeStride === 0;
    return at % shape.stride === 0;
  }

  /** A whole line: the end of a bar, the continuation of the line before it, or an event of its own. */
  #settle(stream: Stream, event: CollectedLine): void {
    const bar = stream.bar;
    stream.bar = undefined;
    if (bar && barKey(event.text) === stream.barKey) {
      redrawn(bar, event.begun, event);
      return;
    }
    if (isGlyphRule(event)) return;
    const { last } = stream;
    if (this.#continuation.continues(event, last)) {
      if (last) extend(last, event);
      return;
    }
    if (last && reportsSubtest(event, last)) {
      last.text = event.text;
      last.begun = event.begun;
      last.ended = event.ended;
      return;
    }
    if (event.text.trim() === '') return;
    stream.last = event;
    this.#keep(event);
  }

  /** A bar drawn once more, or for the first time. */
  #redraw(stream: Stream, record: LineRecord, time: number, fd: 1 | 2): void {
    const bar = stream.bar;
    if (bar && stream.barRedraws++ > KNOWN_BAR && time - stream.barLooked < BAR_LOOK) {
      addTick(bar, time);
      bar.ended = time;
      return;
    }
    stream.barLooked = time;
    const event = stream.open ?? this.#event(record, time, fd);
    if (stream.open) event.text = cut(event.text + plainText(record.msg));
    stream.open = undefined;
    event.ended = time;
    if (event.text.trim() === '') return;
    const key = barKey(event.text);
    if (bar && key === stream.barKey) {
      redrawn(bar, time, event);
      return;
    }
    event.redrawn = true;
    stream.bar = event;
    stream.barKey = key;
    stream.barRedraws = 0;
    stream.last = event;
    this.#keep(event);
  }

  #event(record: LineRecord, time: number, fd: 1 | 2, shape = NO_SHAPE): CollectedLine {
    const begun = record.begun === undefined ? time : record.begun - this.#start;
    const first = Math.min(time, Math.max(0, begun));
    const since = record.since === undefined ? undefined : Math.max(0, record.since - this.#start);
    const event: CollectedLine = {
      fd,
      begun: first,
      ended: time,
      ticks: [],
      text: cut(plainText(typeof record.msg === 'string' ? record.msg : '')),
      redrawn: false,
      stands: shape.stride,
      shape,
      ...(since === undefined ? {} : { since: Math.min(since, time) }),
    };
    for (const tick of record.ticks ?? []) addTick(event, Math.min(time, first + tick));
    return event;
  }

  #keep(event: CollectedLine): void {
    event.shape.kept++;
    this.#events.push(event);
    if (this.#events.length >= MOST_EVENTS) this.#thin();
  }

  /** Halves the most frequent shapes until there is room; where all lines differ, every second of all. */
  #thin(): void {
    this.#overflowed = true;
    const events = this.#events;
    const shapes = [...new Set(events.map(({ shape }) => shape))]
      .filter((shape) => shape !== NO_SHAPE)
      .sort((a, b) => b.kept - a.kept);
    const halved = new Set<LineShape>();
    let kept = events.length;
    for (const shape of shapes) {
      if (kept <= MOST_EVENTS * 0.4 || shape.kept < 8) break;
      halved.add(shape);
      kept -= shape.kept >> 1;
    }
    if (kept > MOST_EVENTS * 0.75) {
      this.#newShapeStride *= 2;
      this.#events = everySecond(events, () => ALL);
      this.#shapes.clear();
      return;
    }
    for (const shape of halved) shape.stride *= 2;
    this.#events = everySecond(events, ({ shape }) => (halved.has(shape) ? shape : undefined));
    for (const shape of halved) shape.kept = 0;
    for (const { shape } of this.#events) if (halved.has(shape)) shape.kept++;
  }
}

const NO_SHAPE: LineShape = { count: 0, kept: 0, stride: 1 };
const ALL: LineShape = { count: 0, kept: 0, stride: 1 };

/** Every second event of each group stands for the one after it as well; those without a group stay. */
function everySecond(
  events: readonly CollectedLine[],
  groupOf: (event: CollectedLine) => LineShape | undefined,
): CollectedLine[] {
  const before = new Map<LineShape, CollectedLine | undefined>();
  return events.filter((event) => {
    const group = groupOf(event);
    if (!group) return true;
    const kept = before.get(group);
    if (kept) {
      kept.stands += event.stands;
      before.set(group, undefined);
      return false;
    }
    before.set(group, event);
    return true;
  });
}

function redrawn(bar: CollectedLine, time: number, event: CollectedLine): void {
  addTick(bar, time);
  bar.ended = event.ended;
  bar.text = event.text;
}

/** What a line's continuation tells of it: the exception that a traceback ends with, or how long a test took. */
function extend(event: CollectedLine, { text }: LineEvent): void {
  if (endsTraceback(event.text, text)) {
    event.text = text;
    return;
  }
  const durations = durationsInEntry(text);
  if (durations.length > 0 && !event.durations) event.durations = durations;
}

function addTick(event: CollectedLine, time: number): void {
  const { ticks } = event;
  if (time <= (ticks[ticks.length - 1] ?? event.begun)) return;
  ticks.push(time);
  if (ticks.length < MOST_TICKS) return;
  for (let i = 0; 2 * i < ticks.length; i++) ticks[i] = ticks[2 * i] as number;
  ticks.length = MOST_TICKS / 2;
}

function cut(text: string): string {
  const most = text.includes('{') ? MOST_STRUCTURED : MOST_CHARACTERS;
  return text.length > most ? text.slice(0, most) : text;
}
