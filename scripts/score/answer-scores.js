// Scores the answer of a report, "Start with …", against what is known about a recording: docs/attribution.md.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const folder = path.resolve(import.meta.dirname, '../../tests/fixtures/answers');
const END = '.answer.json';
/** Where nothing grows the answer must say so. */
const NOTHING = /nothing grows|nothing grew|level|no growth|each (needs|takes)|at a time/i;
/** The sentences that begin the answer take no more rows than this at 80 columns. */
const MOST_ROWS = 4;

/** The recordings whose answer is known, each with its file. */
export function answeredRecordings() {
  return readdirSync(folder)
    .filter((file) => file.endsWith(END))
    .sort()
    .map((file) => {
      const name = file.slice(0, -END.length);
      const truth = JSON.parse(readFileSync(path.join(folder, file), 'utf8'));
      return { name, file: answeredRecording(name), truth };
    });
}

/** The file of one of these recordings. */
export const answeredRecording = (name) => path.join(folder, `${name}.jsonl`);

/**
 * The score of a report, given its text at 80 columns without colours and its focus. `culprit`: one of these patterns
 * must be in the answer; `forbidden`: none of them; `span`: seconds between which the growth that matters lies, null if
 * nothing grows.
 */
export function answerScore({ culprit, forbidden, span }, text, focus) {
  const said = verdict(text);
  const isIn = (pattern) => new RegExp(pattern).test(said);
  const right = culprit.some(isIn) && (span !== null || NOTHING.test(said));
  const misled = forbidden.some(isIn);
  return { said, named: right && !misled, misled, placed: isPlaced(span, focus, right) };
}

/** One row a recording if `all`, and how many answers are right. */
export function answerTable(scores, { all }) {
  const count = (measure) => scores.filter((score) => score[measure]).length;
  const rows = scores.map(({ name, said, named, misled, placed }) => {
    const word = misled ? 'misled' : named ? 'named' : 'silent';
    return `${name.padEnd(22)} ${word.padEnd(7)} ${placed ? '' : 'elsewhere: '}${said}`;
  });
  return [
    ...(all ? rows : []),
    `answers: ${count('named')} of ${scores.length} named, ${count('misled')} misled, ${count('placed')} start in the right place`,
    '',
  ].join('\n');
}

/** What a reader takes from the first look: the sentences up to the first empty row. */
function verdict(text) {
  const rows = text.split('\n').map((row) => row.trim());
  const first = rows.findIndex((row) => /\bStart with\b|Nothing gr[eo]w/.test(row));
  if (first < 0) return '';
  const end = rows.indexOf('', first);
  return rows.slice(first, Math.min(end < 0 ? rows.length : end, first + MOST_ROWS)).join(' ');
}

/** Whether the time that the report points to and the true one share half of the shorter of the two. */
function isPlaced(span, focus, right) {
  if (span === null) return right;
  if (focus?.start === undefined || focus.end === undefined) return false;
  const [from, to] = span.map((seconds) => seconds * 1000);
  const shared = Math.min(focus.end, to) - Math.max(focus.start, from);
  return shared > 0 && shared >= 0.5 * Math.min(focus.end - focus.start, to - from);
}
