/** Which lines of the output are marks. */
export interface MarkRule {
  /** What a mark record tells of its origin. */
  readonly from: 'line' | 'ci';
  /** Bytes that every such line holds: chunks without them are not looked into. Absent: every line is looked at. */
  readonly needle?: string;
  /** The mark's text, if the line is one. */
  readonly title: (line: string) => string | undefined;
}

/** Finds marks in one stream, however it is cut into chunks. */
export interface MarkWatch {
  push(chunk: Uint8Array): void;
}

const NEWLINE = 0x0a;
/** What a line holds behind this is not looked at. */
const LONGEST = 4096;
const LONGEST_TITLE = 200;

/** Watches one stream by some rules; nothing where there are none. */
export function createMarkWatch(
  rules: readonly MarkRule[],
  found: (title: string, from: MarkRule['from']) => void,
): MarkWatch | undefined {
  if (rules.length === 0) return undefined;
  const needles = rules.map(({ needle }) => needle && Buffer.from(needle));
  /** The beginning of a line whose end has not come yet. */
  const unfinished = Buffer.alloc(LONGEST);
  let held = 0;

  const holdsNeedle = (bytes: Buffer): boolean =>
    needles.some((needle) => !needle || bytes.includes(needle));

  const look = (bytes: Buffer): void => {
    const line = bytes.toString('utf8', 0, Math.min(bytes.length, LONGEST));
    for (const { title, from } of rules) {
      const text = title(line);
      if (text) found(text.slice(0, LONGEST_TITLE), from);
    }
  };

  const keep = (bytes: Buffer): void => {
    held += bytes.copy(unfinished, held, 0, LONGEST - held);
  };

  return {
    push(chunk) {
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
      const last = bytes.lastIndexOf(NEWLINE);
      if (last < 0) {
        keep(bytes);
        return;
      }
      let at = 0;
      if (held > 0) {
        at = bytes.indexOf(NEWLINE) + 1;
        keep(bytes.subarray(0, at - 1));
        const line = unfinished.subarray(0, held);
        if (holdsNeedle(line)) look(line);
        held = 0;
      }
      const whole = bytes.subarray(at, last + 1);
      if (whole.length > 0 && holdsNeedle(whole)) {
        for (let from = 0; from < whole.length; ) {
          const to = whole.indexOf(NEWLINE, from);
          look(whole.subarray(from, to));
          from = to + 1;
        }
      }
      keep(bytes.subarray(last + 1));
    },
  };
}
