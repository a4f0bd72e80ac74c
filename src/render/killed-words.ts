import type { Full, KillCause, Killed, Report } from '../analyze/report/types.ts';
import { formatSize } from '../text/size.ts';
import { moment, pace, span } from './quantities.ts';
import { spoken, type Voice } from './voice.ts';

/** The command first, then by what is worst. */
const ORDER: readonly KillCause[] = ['ceiling', 'cgroup-oom', 'system-oom', 'unknown'];
/** What the processes hold is told where it is less than this part of what was there: something else filled it. */
const LITTLE = 0.5;
/** A name in a line of plain text. */
const LONGEST_NAME = 60;

type Facts = Pick<Report, 'cause' | 'killed' | 'full' | 'duration'> & {
  readonly breaches: readonly { readonly limit: string }[];
};

/** Whether a kill is the first thing to say about a run: it ended or failed by it, or the kernel ran out of memory. */
export function isGrave({ cause, killed = [], full }: Facts): boolean {
  return cause !== undefined || full?.probably === true || killed.some(({ cause }) => isOom(cause));
}

/**
 * Who was killed, why, and how much it held: a sentence for each cause. Of an unfinished recording, what it probably ended by.
 * `timed`: with the time of each.
 */
export function killedSentences(report: Facts, voice: Voice, timed = true): string[] {
  const { killed = [], cause, full } = report;
  const sentences = ORDER.flatMap((why) => {
    const victims = killed.filter((one) => one.cause === why);
    const [first] = victims.toSorted((a, b) => rank(b) - rank(a));
    if (first === undefined) return [];
    return victims.length === 1
      ? [oneSentence(first, report, voice, timed)]
      : [someSentence(first, victims, report, voice, timed)];
  });
  // Its processes were not watched, or none of them can be named.
  if (cause !== undefined && cause !== 'ceiling' && killed.every((one) => one.cause !== cause)) {
    sentences.unshift(`The command, or a process that it waited for, was ${reasonOf(cause)}.`);
  }
  return full === undefined ? sentences : [...sentences, fullSentence(full, report.duration)];
}

/** The same as plain text for messages; without those that go without saying where a limit of ours was broken. */
export function killedTexts(report: Facts, timed = true): string[] {
  const { killed = [], cause, ...rest } = report;
  const other = { ...rest, killed: killed.filter((one) => one.cause !== 'ceiling') };
  return killedSentences(
    { ...other, ...(cause !== undefined && cause !== 'ceiling' && { cause }) },
    spoken(true, LONGEST_NAME),
    timed,
  );
}

const isOom = (cause: KillCause): boolean => cause === 'cgroup-oom' || cause === 'system-oom';

const rank = ({ command, bytes = 0 }: Killed): number =>
  command === true ? Number.POSITIVE_INFINITY : bytes;

/** 'python3 job.py (pid 42, 138 MiB rss when last seen)' */
function victimWords({ label, pid, bytes, metric }: Killed, voice: Voice): string {
  const size =
    bytes === undefined ? '' : `, ${formatSize(bytes)} ${metricOf(metric)} when last seen`;
  return `${voice.name(label)} (pid ${pid}${size})`;
}

function oneSentence(one: Killed, report: Facts, voice: Voice, timed: boolean): string {
  const who = victimWords(one, voice);
  const subject = one.command === true ? `The command, ${who},` : who;
  const probably = one.probably === true ? ' probably' : '';
  return `${subject} was${probably} ${reasonOf(one.cause, one, report, timed ? moment(one.time) : undefined)}.`;
}

function someSentence(
  first: Killed,
  victims: readonly Killed[],
  report: Facts,
  voice: Voice,
  timed: boolean,
): string {
  const times = victims.map(({ time }) => time);
  const [from, to] = [Math.min(...times), Math.max(...times)];
  const when = moment(from) === moment(to) ? moment(from) : span(from, to);
  const which = first.command === true ? 'among them the command,' : 'the largest';
  const words = reasonOf(first.cause, first, report, timed ? when : undefined);
  return `${victims.length} processes were ${words}; ${which} ${victimWords(first, voice)}.`;
}

/** 'killed by the kernel at 0.7 s: the memory limit of its cgroup (150 MiB) was reached' */
function reasonOf(
  cause: KillCause,
  { limit, held }: Partial<Killed> = {},
  report?: Facts,
  when?: string,
): string {
  const at = when === undefined ? '' : when.startsWith('from ') ? ` ${when}` : ` at ${when}`;
  switch (cause) {
    case 'ceiling': {
      const name = /^[a-z][a-z-]{0,30}$/.exec(report?.breaches.at(-1)?.limit ?? '')?.[0];
      const ours = name === undefined ? 'a limit of memwrap' : `--${name}`;
      return limit === undefined
        ? `ended by memwrap${at}, for ${ours}`
        : `killed by the kernel${at}, at the limit that memwrap set (${ours}, ${formatSize(limit)})`;
    }
    case 'cgroup-oom': {
      const size = limit === undefined ? 'container' : formatSize(limit);
      return `killed by the kernel${at}: the memory limit of its cgroup (${size}) was reached${heldWords(limit, held)}`;
    }
    case 'system-oom':
      return `killed by the kernel${at}: the system was out of memory`;
    case 'unknown':
      return `killed by SIGKILL from elsewhere${at}; the kernel counted no OOM kill`;
  }
}

/** ', of which the command's processes held 4.5 MiB, files in tmpfs or shared memory 146 MiB': where it was not they who filled it. */
function heldWords(limit: number | undefined, held: Pick<Full, 'tree' | 'shmem'> = {}): string {
  const { tree, shmem } = held;
  if (limit === undefined || tree === undefined || tree >= LITTLE * limit) return '';
  const files =
    shmem === undefined || shmem < tree
      ? ''
      : `, files in tmpfs or shared memory grew by ${formatSize(shmem)}`;
  return `; the command's processes held ${formatSize(tree)} of it${files}`;
}

function fullSentence(full: Full, stops: number): string {
  const where = full.where === 'cgroup' ? 'the container' : 'the machine';
  const at = `${where} was at ${ofLimit(full.used, full.limit)}`;
  const growing = full.rate === undefined ? '' : ` and grew by ${pace(full.rate)}`;
  const end = ` when the recording stops (${moment(stops)})`;
  const held = heldWords(full.limit, full);
  if (full.probably) return `Unfinished, probably killed for memory: ${at}${growing}${end}${held}.`;
  const cache = formatSize(full.cache ?? 0);
  return `Unfinished, not known why: ${at}${end}, but ${cache} of that was page cache, which the kernel takes back before it kills.`;
}

/** '200.0 of 200 MiB' */
export function ofLimit(used: number, limit: number): string {
  const [, unit = 'B'] = formatSize(limit).split(' ');
  const power = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'].indexOf(unit);
  const shown = used / 1024 ** power;
  const digits = shown >= 1000 ? shown.toFixed(0) : shown.toPrecision(4);
  return `${digits} of ${formatSize(limit)}`;
}

/** A recording may hold any text as a metric. */
function metricOf(metric: string | undefined): string {
  return /^[a-z]{1,12}$/.test(metric ?? '') ? (metric ?? '') : '';
}

/** What the end of a run is followed by, in a word or two: 'out of memory', '2 OOM-killed', 'probably killed for memory'. */
export function endNote({ cause, killed = [], full }: Partial<Facts>): string | undefined {
  if (full?.probably === true) return 'probably killed for memory';
  const taken = killed.filter((one) => isOom(one.cause));
  if (cause === 'cgroup-oom' || cause === 'system-oom' || taken.length > 0) {
    const isCommand = taken.length === 0 || taken.some(({ command }) => command);
    if (isCommand) return cause === 'system-oom' ? 'system out of memory' : 'out of memory';
    return taken.length === 1 ? 'a process OOM-killed' : `${taken.length} processes OOM-killed`;
  }
  return undefined;
}
