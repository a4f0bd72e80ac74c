import type { CollectedLine } from './events.ts';
import { tellByFields } from './few-values.ts';
import { kindsOf } from './kinds.ts';
import type { Draft, Kind, Line } from './line.ts';
import { messageOf } from './message.ts';
import { type Placed, placeLines } from './own-times.ts';
import { dropPrefixes } from './prefixes.ts';

/** The rest of a record of several lines is read this soon after its first, milliseconds. */
const ONE_RECORD = 5;
/** A stream's records begin with a time or are structured where this part of its lines are. */
const STAMPED_PART = 0.3;

const LEVEL_BEFORE = /^\s*\[?(?:TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|FATAL)\]?:?\s+/;
const BAR = /\[[#=>\s.-]*[#=>][#=>\s.-]*\]|[█━╸]{2,}|\[ {8,}\]/u;
const BAR_GLYPHS = /[|[(]?[#=>\-▀-▟⠀-⣿█━╸╺]{3,}[\s>\-.]*[|\])]?|\[[#=>\s.-]{6,}\]/gu;
const SPINNER = /^[\s⠀-⣿|/\\-]+(?=[\p{L}\d])/u;

/** The lines of a log with their kinds. */
export interface ReadLines {
  readonly lines: readonly Line[];
  readonly kinds: readonly Kind[];
}

/** Reads what lines say and sorts them into kinds. `start`: of the recording, epoch milliseconds. */
export function readLines(events: readonly CollectedLine[], start: number): ReadLines {
  const said = placeLines(events, start)
    .map(draftOf)
    .filter(({ text }) => /[^\s[\]()<>|:,.-]/.test(text));
  const drafts = wholeRecords(said);
  for (const [index, draft] of drafts.entries()) {
    draft.index = index;
    draft.words = withoutGlyphs(draft)
      .split(/\s+/)
      .filter((word) => word !== '');
  }
  tellByFields(drafts);
  dropPrefixes(drafts);
  for (const draft of drafts) draft.text = draft.words.join(' ');
  return { kinds: kindsOf(drafts), lines: drafts };
}

function draftOf({ event, begun, ended, estimated }: Placed): Draft {
  const message = messageOf(event.text);
  return {
    index: 0,
    fd: event.fd,
    begun,
    ended,
    ticks: event.ticks,
    text: message.text,
    words: [],
    kind: 0,
    fields: message.fields,
    durations: event.durations ? [...message.durations, ...event.durations] : message.durations,
    isAccess: message.isAccess,
    redrawn: event.redrawn,
    estimated,
    stands: event.stands,
    isStamped: message.isStamped,
    key: message.key,
  };
}

/** Where records begin with a time, lines without one that come at once belong to the record before them. */
function wholeRecords(drafts: readonly Draft[]): Draft[] {
  const stamped = [1, 2].map((fd) => {
    const own = drafts.filter((draft) => draft.fd === fd);
    return own.filter(({ isStamped }) => isStamped).length > STAMPED_PART * own.length;
  });
  const last: (Draft | undefined)[] = [undefined, undefined];
  return drafts.filter((draft) => {
    const stream = draft.fd - 1;
    const before = last[stream];
    const goesOn = stamped[stream] && before && !draft.isStamped && !draft.redrawn;
    if (goesOn && before.isStamped && draft.begun - before.ended < ONE_RECORD) {
      before.ended = Math.max(before.ended, draft.begun);
      return false;
    }
    last[stream] = draft;
    return true;
  });
}

function withoutGlyphs({ text, redrawn }: Draft): string {
  const bar = redrawn || BAR.test(text);
  const said = bar ? text.replace(BAR_GLYPHS, ' ').replace(SPINNER, '') : text;
  return said.replace(LEVEL_BEFORE, '');
}
