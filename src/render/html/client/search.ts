import { byId, make } from './dom.ts';
import type { Log } from './log.ts';

/** More matches than this are counted, not marked. */
const MOST_MARKED = 2000;

/** The field above the log: marks what matches, counts it, and goes from one match to the next. */
export function setUpSearch(log: Log, leftOut: number): void {
  const form = byId('search', HTMLFormElement);
  const field = byId('needle', HTMLInputElement);
  const count = byId('matches', HTMLElement);
  if (form === undefined || field === undefined || count === undefined) return;
  form.hidden = false;
  const lines = log.lines.map((line) => ({ ...line, plain: line.text.textContent ?? '' }));
  let found: (typeof lines)[number][] = [];
  let at = -1;
  const tell = (): void => {
    const number = at < 0 ? `${found.length}` : `${at + 1} of ${found.length}`;
    const what = found.length === 1 && at < 0 ? 'match' : at < 0 ? 'matches' : '';
    const more = leftOut > 0 ? ' shown' : '';
    count.textContent = field.value === '' ? '' : `${number} ${what}`.trim() + more;
  };
  const look = (): void => {
    for (const { text, plain } of found) text.replaceChildren(plain);
    const needle = field.value.toLowerCase();
    at = -1;
    found = needle === '' ? [] : lines.filter(({ plain }) => plain.toLowerCase().includes(needle));
    for (const { text, plain } of found.slice(0, MOST_MARKED)) {
      text.replaceChildren(...marked(plain, needle));
    }
    tell();
  };
  const go = (step: number): void => {
    if (found.length === 0) return;
    at = at < 0 && step < 0 ? found.length - 1 : (at + step + found.length) % found.length;
    found[at]?.go();
    tell();
  };
  field.addEventListener('input', look);
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    go(event.shiftKey ? -1 : 1);
  });
  byId('next', HTMLButtonElement)?.addEventListener('click', () => go(1));
  byId('previous', HTMLButtonElement)?.addEventListener('click', () => go(-1));
  form.addEventListener('submit', (event) => event.preventDefault());
}

/** The text in pieces, what matches in a mark of its own. */
function marked(text: string, needle: string): (Node | string)[] {
  const lower = text.toLowerCase();
  // Some letters have more characters in lower case: then places are not the same.
  if (lower.length !== text.length) return [make('mark', '', text)];
  const parts: (Node | string)[] = [];
  let from = 0;
  for (let at = lower.indexOf(needle); at >= 0; at = lower.indexOf(needle, from)) {
    parts.push(text.slice(from, at), make('mark', '', text.slice(at, at + needle.length)));
    from = at + needle.length;
  }
  parts.push(text.slice(from));
  return parts;
}
