import type { Report } from '../analyze/report/types.ts';
import type { Waited } from '../analyze/report/watched.ts';
import { calendarOf } from '../text/calendar.ts';
import { formatShare } from '../text/share.ts';
import { formatSize } from '../text/size.ts';
import { moment } from './quantities.ts';

/** Less is the cost of getting memory at all. */
const WAIT_MS = 10;

/** What a watch saw beside its curve, each in a sentence: when, what was left, what the curve leaves out, waiting for memory. */
export function watchNotes({ watch, start, peak, machine }: Report): string[] {
  if (watch === undefined) return [];
  const { what, available, swapUsed = 0, usage, cache, some, full } = watch;
  const notes: string[] = [];
  const from = localTime(start);
  const top =
    peak === undefined ? '' : `; the peak was at ${sameDay(from, localTime(start + peak.time))}`;
  notes.push(`It began at ${from}, local time${top}.`);
  if (what === 'machine' && available !== undefined) {
    const of = machine?.total === undefined ? '' : ` of ${formatSize(machine.total)}`;
    notes.push(
      `The least that was available: ${formatSize(available.least)}${of} (${moment(available.time)}).`,
    );
  }
  const limit = machine?.limit;
  if (usage !== undefined && (what !== 'machine' || limit !== undefined)) {
    const of = limit === undefined ? '' : ` of its limit of ${formatSize(limit)}`;
    notes.push(
      what === 'machine'
        ? `The container that this ran in used up to ${formatSize(usage)}${of}.`
        : `With page cache${cache === undefined ? '' : `, up to ${formatSize(cache)},`} the cgroup used up to ${formatSize(usage)}${of}.`,
    );
  }
  const members = membersNote(watch);
  if (members !== undefined) notes.push(members);
  if (swapUsed > 0) notes.push(`The machine had swapped out up to ${formatSize(swapUsed)}.`);
  const waited = waitNote(some, full);
  if (waited !== undefined) notes.push(waited);
  return notes;
}

function membersNote({ membersRss, membersPss }: NonNullable<Report['watch']>): string | undefined {
  if (membersRss === undefined || membersRss === 0) return undefined;
  const pss =
    membersPss === undefined
      ? ''
      : ` (${formatSize(membersPss.bytes)} pss when rss was ${formatSize(membersPss.rss)})`;
  return `Its processes held up to ${formatSize(membersRss)} rss${pss}, pages of files among it.`;
}

function waitNote(some: Waited | undefined, full: Waited | undefined): string | undefined {
  if (some === undefined || some.total < WAIT_MS) return undefined;
  const most = some.most > 0 ? `, at most ${formatShare(some.most / 100)} of ten seconds` : '';
  const all =
    full === undefined || full.total < WAIT_MS ? '' : `, all of them for ${moment(full.total)}`;
  return `Tasks waited for memory for ${moment(some.total)} in all${most}${all}.`;
}

/** '2026-11-27 21:09:53' */
function localTime(epoch: number): string {
  const { year, month, day, hour, minute, second } = calendarOf(epoch);
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  return `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:${two(second)}`;
}

/** Without its date where that is the first one's. */
function sameDay(first: string, second: string): string {
  const [date = '', time = ''] = second.split(' ');
  return first.startsWith(date) ? time : second;
}
