import type { LineOwner } from '../analyze/lines/types.ts';
import type { OwnedBytes } from '../analyze/processes/types.ts';
import type { Report, ReportPhase } from '../analyze/report/types.ts';
import { formatSize, formatSizeChange } from '../text/size.ts';
import { isLogged } from './answer-block.ts';
import { lineClause } from './line-words.ts';
import { ownerName } from './peak-words.ts';
import { pace } from './quantities.ts';
import type { Voice } from './voice.ts';

/** Whose a phase's change is: the owner, and what more there is to say of it, each in a few words. */
export interface OwnerWords {
  readonly owner: string;
  readonly notes: readonly string[];
}

/** A line that explains less than this of a phase's growth does not stand for it. */
const EXPLAINS = 0.3;
/** An owner of less than this part of a phase's change is one of many. */
const OWNS = 0.3;
const MORE_THAN_ALL = 1.2;
/** With this part of the peak a process did everything, and goes without saying. */
const DID_EVERYTHING = 0.9;

/** Whose phase `index` is; of the one to start with, what the answer says. Undefined where nobody's. */
export function phaseOwner(report: Report, index: number, voice: Voice): OwnerWords | undefined {
  const phase = report.phases[index];
  if (phase === undefined) return undefined;
  const said = report.focus?.phase === index + 1 ? answerOwner(report, phase, voice) : undefined;
  if (said !== undefined) return said;
  const process = processOwner(report, phase);
  const line = lineOwner(report, phase);
  if (process === undefined) return line === undefined ? undefined : lineWords(line, voice);
  const words = { owner: processWords(process, phase.delta, voice), notes: [] as string[] };
  if (line === undefined) return words;
  const { owner, notes } = lineWords(line, voice);
  return { owner: words.owner, notes: [owner, ...notes] };
}

/** The line to point at under phase `index`, and when its growth began: the one that its row names. */
export function phaseLine(
  report: Report,
  index: number,
): { readonly text: string; readonly time: number } | undefined {
  const { answer, focus, phases } = report;
  const phase = phases[index];
  if (phase === undefined) return undefined;
  if (answer === undefined) {
    const [top] = phase.follows;
    if (top?.first === undefined || top.template === '(start)') return undefined;
    return { text: top.template, time: top.first };
  }
  const isFocus = focus?.phase === index + 1;
  const line = isFocus && answer.kind === 'line' ? answer.line : lineOwner(report, phase);
  if (line === undefined || line.place === 'start' || line.place === 'end') return undefined;
  return { text: line.text, time: line.start };
}

/** The answer's owner, as a row of the table says it: the same name, with its part of this phase. */
function answerOwner(report: Report, phase: ReportPhase, voice: Voice): OwnerWords | undefined {
  const { answer } = report;
  switch (answer?.kind) {
    case 'process': {
      const { owner } = answer.process;
      const here = phase.owners?.find(({ label }) => label === owner.label);
      const gained = here === undefined ? '' : ` ${formatSizeChange(here.bytes)}`;
      const words = `${ownerName(owner, voice)}${gained}`;
      const found = answer.line && lineHere(answer.line, phase);
      if (found === undefined) return { owner: words, notes: [] };
      const line = lineWords(found, voice);
      return { owner: words, notes: [line.owner, ...line.notes] };
    }
    case 'line': {
      const line = lineHere(answer.line, phase);
      return line && lineWords(line, voice);
    }
    case 'time': {
      const lines = answer.lines === 1 ? 'its line says' : `its ${answer.lines} lines say`;
      return behind(
        answer,
        `grows with time, ${pace(answer.rate, voice.axis)}`,
        [`whatever ${lines}`],
        voice,
      );
    }
    case 'open': {
      const lines = answer.candidates.map(voice.line).join(' or ');
      return behind(answer, lines, ['too close together to tell which'], voice);
    }
    case 'flushed':
      return behind(answer, '(all lines came in one write at the end)', [], voice);
    case 'silent':
      // A machine has no log, and what another tool recorded may have none.
      if (answer.machineFrom !== undefined || !isLogged(report)) return undefined;
      return behind(answer, '(no line tells what it did)', [], voice);
    case 'outside':
      return {
        owner: 'no process of the tree',
        notes: ['tmpfs, page cache or a daemon elsewhere'],
      };
    default:
      return undefined;
  }
}

/** What is known of its lines, behind the process where that does not go without saying. */
function behind(
  { process }: { readonly process?: string },
  owner: string,
  notes: readonly string[],
  voice: Voice,
): OwnerWords {
  if (process === undefined) return { owner, notes };
  return { owner: voice.name(process), notes: [owner, ...notes] };
}

/** The answer's line with what it accounts for in this phase, where that is known; the phase's own where that line grew in others. */
function lineHere(line: LineOwner, phase: ReportPhase): LineOwner | undefined {
  const here = phase.line;
  if (here?.text === line.text && here.place === line.place) return here;
  const isElsewhere = line.start >= phase.end || line.end <= phase.start;
  return isElsewhere ? here : line;
}

/** Who gained or gave back most, where that does not go without saying. */
function processOwner(
  { peak, answer }: Report,
  { owners = [], delta }: ReportPhase,
): OwnedBytes | undefined {
  const [largest] = owners;
  if (largest === undefined || Math.abs(largest.bytes) < OWNS * Math.abs(delta)) return undefined;
  const [all] = peak?.processes?.owners ?? [];
  const didEverything =
    answer?.kind !== 'process' &&
    all !== undefined &&
    all.count === 1 &&
    all.label === largest.label &&
    all.bytes >= DID_EVERYTHING * (peak?.bytes ?? 0);
  return didEverything ? undefined : largest;
}

/** The phase's line; none where like processes run beside each other, for there a line is nobody's in particular. */
function lineOwner({ answer, phases }: Report, phase: ReportPhase): LineOwner | undefined {
  const { line, delta } = phase;
  if (line === undefined || line.bytes < EXPLAINS * delta) return undefined;
  // Before the first or after the last line of a phase says nothing: there are others in the phases beside it.
  if (line.place === 'start' && phase !== phases[0]) return undefined;
  if (line.place === 'end' && phase !== phases.at(-1)) return undefined;
  const isNobodys =
    answer?.kind === 'nothing' || (answer?.kind === 'process' && answer.line === undefined);
  return isNobodys ? undefined : line;
}

/** With its part of the phase, unless another took most of it back: more than the whole reads like a mistake. */
function processWords(owner: OwnedBytes, delta: number, voice: Voice): string {
  const name = ownerName(owner, voice);
  const fits = Math.abs(owner.bytes) <= Math.abs(delta) * MORE_THAN_ALL;
  return fits ? `${name} ${formatSizeChange(owner.bytes)}` : name;
}

/** 'before the first line', '“loading shard <n>”' with '12 lines, 7.6 MiB each'. */
function lineWords(line: LineOwner, voice: Voice): OwnerWords {
  const text = voice.line(line.text);
  const until = line.until === undefined ? undefined : voice.line(line.until);
  const notes = [figures(line, voice)];
  switch (line.place) {
    case 'before':
      return {
        owner: text,
        notes: line.lines > 1 ? notes : [...notes, 'printed when its work was over'],
      };
    case 'between':
      if (until === text) return { owner: `between two lines ${text}`, notes };
      return { owner: until === undefined ? text : `between ${text} and ${until}`, notes };
    case 'from-to':
      return { owner: until === undefined ? text : `${text} to ${until}`, notes };
    case 'start':
      return { owner: 'before the first line', notes };
    case 'end':
      return { owner: 'after the last line', notes };
    default:
      return { owner: [text, ...(line.or ?? []).slice(0, 1).map(voice.line)].join(' or '), notes };
  }
}

/** '12 lines, 7.6 MiB each', '1 of 60 such lines, 176 MiB', '1 line, 57 MiB'. */
function figures(line: LineOwner, voice: Voice): string {
  const clause = lineClause(line, voice);
  if (line.lines > 1) return clause;
  const isOneLine = line.place === 'after' || line.place === 'at' || line.place === 'before';
  const count = clause !== '' ? clause : isOneLine ? '1 line' : '';
  return [count, formatSize(line.bytes)].filter((part) => part !== '').join(', ');
}
