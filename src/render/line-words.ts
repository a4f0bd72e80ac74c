import type { LineOwner } from '../analyze/lines/types.ts';
import { formatSize } from '../text/size.ts';
import { pace } from './quantities.ts';
import type { Voice } from './voice.ts';

/** The line as the subject of a sentence: '“loading shard <n>”', 'the work between “searches” and “exports”'. */
export function lineSubject(line: LineOwner, voice: Voice): string {
  const text = voice.line(line.text);
  const until = line.until === undefined ? undefined : voice.line(line.until);
  switch (line.place) {
    case 'inside':
      return `the line ${text}`;
    case 'before':
      // Of many like lines it matters little on which side of each its work lies.
      return line.lines > 1 ? text : `${text}, printed when its work was over`;
    case 'from-to':
      return until === undefined ? text : `the work from ${text} to ${until}`;
    case 'between':
      return until === undefined
        ? text
        : `the work between ${text} and ${until} (which of the two cannot be told)`;
    case 'start':
      return `what comes before the first line (${text})`;
    case 'end':
      return `what comes after the last line (${text})`;
    case 'after':
    case 'at':
      return [text, ...(line.or ?? []).slice(0, 2).map((other) => voice.line(other))].join(' or ');
  }
}

/** How many lines, and how much each: '12 lines, 7.6 MiB each', '1 of 40 such lines'; '' where it is one of its kind. */
export function lineClause(line: LineOwner, voice: Voice): string {
  const { lines, of, each, range, place, step } = line;
  const parts: string[] = [];
  if (place !== 'start' && place !== 'end') {
    if (lines === 1 && of > 1) parts.push(`1 of ${of} such lines`);
    if (lines > 1) parts.push(lines < of ? `${lines} of ${of} lines` : `${lines} lines`);
    if (lines > 1 && each !== undefined) parts.push(eachWords(each, range, voice));
  }
  if (place === 'inside') {
    const where =
      step === undefined
        ? ''
        : `, between its parts ${step.from} and ${step.from + 1} of ${step.of}`;
    parts.push(`while it was being written${where}`);
  }
  return parts.join(', ');
}

/** Of unlike lines an average is nobody's: the range is told as well. */
function eachWords(
  each: number,
  range: readonly [number, number] | undefined,
  { dash }: Voice,
): string {
  if (range === undefined) return `${formatSize(each)} each`;
  const [least, most] = range.map((bytes) => formatSize(bytes)) as [string, string];
  const [number = '', unit = ''] = least.split(' ');
  const width = most.endsWith(` ${unit}`) ? `${number}${dash}${most}` : `${least} to ${most}`;
  return `mostly ${formatSize(each)} each (${width})`;
}

/** What the data leaves open. */
export function lineNote({ clock, or = [] }: LineOwner): string | undefined {
  if (clock !== undefined) {
    return `Its lines are as regular as a clock: with them or with time (${pace(clock)}) cannot be told.`;
  }
  return or.length === 0 ? undefined : 'They always come together: which one cannot be told.';
}
