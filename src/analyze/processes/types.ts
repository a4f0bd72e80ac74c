import type { Series } from '../series.ts';

/** What one process ran from a moment on: a new one begins with every exec, and with every title the process gives itself. */
export interface Image {
  /** Milliseconds since the start of the recording. */
  readonly at: number;
  /** The kernel's name of it (`comm`, at most 15 bytes). */
  readonly name: string;
  /** Absent where it could not be read, or was left out on purpose. */
  readonly argv?: readonly string[];
  /** The most that the process held under it, bytes. */
  readonly largest: number;
}

/** One process from its birth to its end. */
export interface Track {
  readonly pid: number;
  readonly ppid?: number;
  /** Milliseconds since the start of the recording; `gone` is absent while it lives. */
  readonly seen: number;
  readonly gone?: number;
  /** In order of time; at least one. */
  readonly images: readonly Image[];
  /** It began as a fork that runs its parent's program. */
  readonly forked: boolean;
  /** The pages that it shares with its parent since the fork, bytes: taken off its sizes, and counted with the parent. */
  readonly shared: number;
  /** The most that it ever held of its own, bytes; the kernel's high-water mark included. */
  readonly peak: number;
}

/** What each process held over time. Times in milliseconds since the start of the recording, sizes in bytes. */
export interface Tracks {
  readonly tracks: readonly Track[];
  /** The moments kept, in order: thinned to a few thousand, the one of the highest level always among them. */
  readonly times: Float64Array;
  /** The leading metric at each moment. */
  readonly level: Float64Array;
  /** The moment of the highest level, an index into `times`; -1 without a sample. */
  readonly peak: number;
  /** Sizes by moment: those of moment i stand at first[i] … first[i + 1] in `track` (an index into `tracks`) and `bytes`. */
  readonly first: Int32Array;
  readonly track: Int32Array;
  readonly bytes: Float64Array;
  /** What no process is known to hold: level less the sum of the sizes; may be negative. */
  readonly others: Float64Array;
}

/** A process, or several that do the same work. */
export interface ProcessOwner {
  /** By its work: 'cc1plus grammar.cpp', 'python3 par.py apr'; of several what they share: 'cc1plus'. */
  readonly label: string;
  /** 1: a process; more: a crowd. */
  readonly count: number;
  /** Largest first, at most 16. */
  readonly pids: readonly number[];
}

/** An owner and its part, bytes: of a peak what it held, of a phase what it gained (negative: gave back). */
export interface OwnedBytes extends ProcessOwner {
  readonly bytes: number;
}

/** Parts that add up exactly: the owners, largest change first, and what no process of them holds. */
export interface Decomposition {
  readonly owners: readonly OwnedBytes[];
  readonly others: number;
}

/** Whose the peak is, seen by processes. */
export interface ProcessLead {
  /**
   * 'alone': one process did everything, so it goes without saying. 'one': a process among others. 'crowd': like processes at once, none of them
   * to be named. 'turns': like processes, fewer at a time than there were. 'trend': each of like processes needs more than the one before.
   */
  readonly kind: 'alone' | 'one' | 'crowd' | 'turns' | 'trend';
  readonly owner: ProcessOwner;
  /** Indices into `tracks`: those that hold it at the peak, and all that do the same work. */
  readonly members: readonly number[];
  readonly alike: readonly number[];
  /** What it holds at the peak, bytes. */
  readonly held: number;
  /** When it grew to that. */
  readonly start: number;
  readonly end: number;
  /** What it gained in that time, bytes; less than `held` where it had some before. */
  readonly gained: number;
  /** Of a crowd: what each needs at most over its life, bytes. */
  readonly each?: { readonly least: number; readonly most: number };
  /** Of a crowd: how many at a time at most, and how many in all. */
  readonly atOnce?: number;
  readonly lives?: number;
  /** Of a crowd: the first and the last of the words that tell its members apart ('jan … dec'). */
  readonly words?: readonly [string, string];
  /** Of one among like ones: how many others, and what they need at most, bytes. */
  readonly siblings?: { readonly count: number; readonly most: number };
  /** Whether other processes do the same work: then a line is nobody's in particular. */
  readonly hasSiblings: boolean;
  /** Nothing but a number tells it from its siblings: a line may tell what it did. */
  readonly isNumbered: boolean;
  /** The owner is the command itself, unchanged since it was started. */
  readonly isCommand: boolean;
}

export interface ProcessLane extends ProcessOwner {
  readonly series: Series;
  readonly peak: number;
}

/** The processes of a run, explained. */
export interface ProcessStory {
  /** Undefined where no sample tells processes apart. */
  readonly lead: ProcessLead | undefined;
  /** Others that hold at least two fifths of what the lead holds, largest first, at most two. */
  readonly next: readonly ProcessLead[];
  /** What held the peak, exactly. */
  readonly peak: Decomposition;
  /** A phase's growth by processes, exactly: owners and others add up to the level's change between the nearest moments kept. */
  within(start: number, end: number): Decomposition;
  /** What these processes held together over time. */
  seriesOf(members: readonly number[]): Series;
  /** What a process is called that lived at a time (milliseconds since the start of the recording); undefined for one that held nothing. */
  nameOf(pid: number, time: number): string | undefined;
  /** One lane a group of like processes, largest peak first, at most `most`. */
  lanes(most: number): readonly ProcessLane[];
}
