import { formatSize } from '../../../text/size.ts';
import { counted } from '../counted.ts';
import { byId, lastUpTo, make, valueAt } from './dom.ts';
import type { Model } from './model.ts';

interface Row {
  readonly time: number;
  readonly item: HTMLLIElement;
  /** Of a line of the log. */
  readonly text?: HTMLElement;
}

/** Times are told as in a view of this part of the run. */
const FINER = 20;

/** The log beside the chart: lines, and between them where phases begin, marks, breaches and how much is left out. */
export class Log {
  readonly #list: HTMLOListElement;
  readonly #rows: Row[];
  readonly #times: number[];
  #current = -1;
  /** Told which time a line under the pointer, or chosen by key, has. */
  onLine: (time: number) => void = () => undefined;

  constructor(list: HTMLOListElement, model: Model) {
    this.#list = list;
    const items: HTMLLIElement[] = [];
    this.#rows = rowsOf(model, items);
    this.#times = this.#rows.map(({ time }) => time);
    list.append(...items);
    list.addEventListener('mousemove', ({ target }) => {
      const item = target instanceof Element ? target.closest('li') : null;
      const i = this.#rows.findIndex((row) => row.item === item);
      if (i >= 0 && i !== this.#current) this.#choose(i);
    });
    list.addEventListener('click', ({ target }) => {
      const item = target instanceof Element ? target.closest('li') : null;
      const i = this.#rows.findIndex((row) => row.item === item);
      if (i >= 0) this.#choose(i);
    });
    list.addEventListener('keydown', (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step === undefined || event.target !== list) return;
      event.preventDefault();
      const to = Math.min(this.#rows.length - 1, Math.max(0, this.#current + step));
      this.#choose(to);
      this.#reveal();
    });
  }

  /** Marks the last line up to a time, and brings it into view. */
  point(time: number | undefined): void {
    if (time === undefined) return;
    this.#mark(Math.max(0, lastUpTo(this.#times, time)));
    this.#reveal();
  }

  /** The lines of the log, to be searched in. */
  get lines(): readonly { readonly text: HTMLElement; readonly go: () => void }[] {
    return this.#rows.flatMap(({ text }, i) => {
      if (text === undefined) return [];
      const go = (): void => {
        this.#choose(i);
        this.#reveal();
      };
      return [{ text, go }];
    });
  }

  #choose(index: number): void {
    this.#mark(index);
    const row = this.#rows[index];
    if (row !== undefined) this.onLine(row.time);
  }

  #mark(index: number): void {
    if (index === this.#current) return;
    this.#rows[this.#current]?.item.classList.remove('now');
    this.#rows[this.#current]?.item.removeAttribute('aria-current');
    this.#current = index;
    this.#rows[index]?.item.classList.add('now');
    this.#rows[index]?.item.setAttribute('aria-current', 'true');
  }

  /** Scrolls the list alone, never the page. */
  #reveal(): void {
    const item = this.#rows[this.#current]?.item;
    if (item === undefined) return;
    const list = this.#list;
    const top = item.offsetTop;
    const bottom = top + item.offsetHeight;
    const isSeen = top >= list.scrollTop && bottom <= list.scrollTop + list.clientHeight;
    if (!isSeen) list.scrollTop = top - (list.clientHeight - item.offsetHeight) / 2;
  }
}

/** Rows in order of time; `list` gets their items, and between them those that tell of a gap. */
function rowsOf({ data, curves, clock }: Model, list: HTMLLIElement[]): Row[] {
  const { log, phases, marks, breaches, duration } = data;
  const rows: Row[] = [];
  const [curve] = curves;
  let next = 0;
  let time = 0;
  const note = (text: string, className: string, at: number): void => {
    const item = make('li', `note ${className}`);
    item.append(make('span', 'at', clock(at, duration / FINER)), make('span', 'text', text));
    list.push(item);
    rows.push({ time: at, item });
  };
  const events = [
    ...phases.map(({ kind, start }, i) => ({
      time: start,
      show: () => note(`phase ${i + 1}: ${kind}`, `phase ${kind}`, start),
    })),
    ...marks.map((mark) => ({
      time: mark.time,
      show: () => note(`mark: ${mark.text}`, 'mark', mark.time),
    })),
    ...breaches.map((one) => ({
      time: one.time,
      show: () => note(one.text, 'breach', one.time),
    })),
  ].sort((a, b) => a.time - b.time);
  const tellUpTo = (until: number): void => {
    for (let [first] = events; first !== undefined && first.time <= until; [first] = events) {
      first.show();
      events.shift();
    }
  };
  const gap = (count: number): void => {
    if (count <= 0) return;
    const text = `… ${counted(count)} ${count === 1 ? 'line' : 'lines'} left out`;
    list.push(make('li', 'gap', text));
  };
  for (const [index, ticks, fd, text] of log?.lines ?? []) {
    gap(index - next);
    next = index + 1;
    time = ticks * (log?.tick ?? 1);
    tellUpTo(time);
    const item = make('li', fd === 2 ? 'error' : '');
    const held = curve === undefined ? undefined : valueAt(curve, time);
    const words = make('span', 'text', text);
    item.append(make('span', 'at', clock(time, duration / FINER)));
    item.append(make('span', 'held', held === undefined ? '' : formatSize(held)));
    if (fd === 2) item.append(make('span', 'unseen', 'stderr: '));
    item.append(words);
    list.push(item);
    rows.push({ time, item, text: words });
  }
  gap((log?.total ?? 0) - next);
  tellUpTo(Number.POSITIVE_INFINITY);
  return rows;
}

/** Says how much of the log is not in the page. */
export function tellLeftOut({ data: { log } }: Model): void {
  const place = byId('left-out', HTMLElement);
  if (log === undefined || place === undefined) return;
  const left = log.total - log.lines.length;
  place.textContent =
    left === 0
      ? log.total === 1
        ? 'One line.'
        : `All ${counted(log.total)} lines.`
      : `${counted(log.lines.length)} of ${counted(log.total)} lines: around what matters, at both ends, and evenly between. All of them: memwrap log`;
}
