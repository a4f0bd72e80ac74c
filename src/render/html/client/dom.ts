/** The element with this id; every page that the script is in has it. */
export function byId<T extends HTMLElement>(id: string, kind: new () => T): T | undefined {
  const found = document.getElementById(id);
  return found instanceof kind ? found : undefined;
}

/** A new element with a class and a text: never markup. */
export function make<K extends keyof HTMLElementTagNameMap>(
  name: K,
  className = '',
  text?: string,
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  if (className !== '') element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

/** The place of the last of ascending numbers that is at most `value`; -1 if none is. */
export function lastUpTo(sorted: ArrayLike<number>, value: number): number {
  let low = -1;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((sorted[middle] ?? 0) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Ascending times and a value for each. */
export interface Points {
  readonly times: readonly number[];
  readonly values: readonly number[];
}

/** The value at a time, on a straight line between two points; undefined before the first and after the last. */
export function valueAt({ times, values }: Points, time: number): number | undefined {
  const i = lastUpTo(times, time);
  const [t0, v0] = [times[i], values[i]];
  if (t0 === undefined || v0 === undefined) return undefined;
  const [t1, v1] = [times[i + 1], values[i + 1]];
  if (t1 === undefined || v1 === undefined) return time > t0 ? undefined : v0;
  return t1 > t0 ? v0 + ((v1 - v0) * (time - t0)) / (t1 - t0) : v0;
}

/** The lowest and the highest value between two times, the points next to them included; 0 and 0 without any. */
export function extent(parts: readonly Points[], from: number, to: number): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = 0;
  for (const { times, values } of parts) {
    const first = Math.max(0, lastUpTo(times, from));
    const last = Math.min(times.length - 1, lastUpTo(times, to) + 1);
    for (let i = first; i <= last; i++) {
      const value = values[i] ?? 0;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  return [Math.min(low, high), high];
}
