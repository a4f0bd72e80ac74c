import type { Draft } from './line.ts';
import { maskOf } from './mask.ts';
import { isLevelKey, isTimeKey } from './message.ts';

/** A field of so few values tells lines apart; each at least so often. */
const MOST_VALUES = 12;
const LINES_A_VALUE = 3;
/** A field counts where this part of the lines has it. */
const MOST_LINES = 0.9;
const HASH = /^[0-9a-f-]{6,}$/;
const ROUTE = /^(?:method|url|path|route)$/;

/** Adds `key=value` to messages that are the same where a field of few values tells them apart. */
export function tellByFields(lines: readonly Draft[]): void {
  const groups = new Map<string, Draft[]>();
  for (const line of lines) {
    if (!line.fields) continue;
    const message = line.words.map(maskOf).join(' ');
    const group = groups.get(message);
    if (group) group.push(line);
    else groups.set(message, [line]);
  }
  for (const group of groups.values()) {
    for (const key of tellingKeys(group)) {
      const name = key.slice(key.lastIndexOf('.') + 1);
      for (const line of group) {
        const value = line.fields?.get(key);
        if (value !== undefined) line.words = [...line.words, `${name}=${value}`];
      }
    }
  }
}

function tellingKeys(group: readonly Draft[]): string[] {
  const [first] = group;
  if (!first || group.length < 2 * LINES_A_VALUE) return [];
  const keys = [...(first.fields ?? new Map<string, string>()).keys()];
  return keys.filter((key) => {
    if (isLevelKey(key) || isTimeKey(key) || key === first.key) return false;
    if (first.isAccess && ROUTE.test(key.slice(key.lastIndexOf('.') + 1))) return false;
    const values = new Set<string>();
    let having = 0;
    for (const { fields } of group) {
      const value = fields?.get(key);
      if (value === undefined) continue;
      if (typeof value !== 'string' || HASH.test(value) || /^\d/.test(value)) return false;
      having++;
      values.add(value);
      if (values.size > MOST_VALUES) return false;
    }
    const often =
      having >= MOST_LINES * group.length && group.length >= LINES_A_VALUE * values.size;
    return often && values.size >= 2 && ![...values].some((value) => first.text.includes(value));
  });
}
