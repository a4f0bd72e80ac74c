/** Says which lines of the output are marks. */
export interface MarkRule {
  /** The origin that a mark record states. */
  readonly from: 'line' | 'ci';
  /** A text that every such line contains: chunks without it are skipped. Absent: every line is checked. */
  readonly needle?: string;
  /** The mark's text if the line is a mark. */
  readonly title: (line: string) => string | undefined;
}

/** Finds marks in one stream, however it is cut into chunks. */
export interface MarkWatch {
  push(chunk: Uint8Array): void;
}

const NEWLINE = 0x0a;
/** The rest of a longer line is ignored. */
const MAX_LINE_BYTES = 4096;
const MAX_TITLE_LENGTH = 200;

/** Watches one stream; undefined if there are no rules. */
export function createMarkWatch(
  rules: readonly MarkRule[],
  found: (title: string, from: MarkRule['from']) => void,
): MarkWatch | undefined {
  if (rules.length === 0) return undefined;
  const needles = rules.map(({ needle }) => needle && Buffer.from(needle));
  /** The beginning of a line whose end has not arrived yet. */
  const unfinished = Buffer.alloc(MAX_LINE_BYTES);
  let held = 0;

  const holdsNeedle = (bytes: Buffer): boolean =>
    needles.some((needle) => !needle || bytes.includes(needle));

  const look = (bytes: Buffer): void => {
    const line = bytes.toString('utf8', 0, Math.min(bytes.length, MAX_LINE_BYTES));
    for (const { title, from } of rules) {
      const text = title(line);
      if (text) found(text.slice(0, MAX_TITLE_LENGTH), from);
    }
  };

  const keep = (bytes: Buffer): void => {
    held += bytes.copy(unfinished, held, 0, MAX_LINE_BYTES - held);
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
