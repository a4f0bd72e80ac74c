import { UserError } from '../../text/user-error.ts';
import { Collections, endOfLine } from './collections.ts';
import { CERTAINTY, type Import, type ImportContext, type Importer } from './importer.ts';
import { EarlierLog } from './java-gc-earlier.ts';
import { type Clock, type Found, isUnified, UnifiedLog } from './java-gc-unified.ts';

/** A line of either kind that no other program writes. */
const MARKER =
  /\bGC\(\d+\) (?:Pause|Garbage|Concurrent|Major|Minor|Full)|\[(?:Full )?GC(?:--)?[ (].*\d+[KMB]->\d+[KMB]\(\d+[KMB]\)|\bHeap: \d+[.,]\d[BKMG]\(\d+[.,]\d[BKMG]\)->/;
/** What they begin with, before the first collection. */
const OPENING =
  /\]\[gc(?:,\w+)*\s*\]|^CommandLine flags: -XX:|: \[(?:Full )?GC(?:--)?[ (]|^\s*\[(?:Full )?GC(?:--)?[ (]/;

/** The logs of Java's collectors: -Xlog:gc since JDK 9, -XX:+PrintGC and -XX:+PrintGCDetails before. */
export const javaGc: Importer = {
  help: "Java's GC logs, of any collector: the heap",
  recognizes: ({ lines, head, tail }) =>
    lines.some((line) => OPENING.test(line)) || MARKER.test(head) || MARKER.test(tail)
      ? CERTAINTY.sure
      : CERTAINTY.no,
  marker: MARKER,
  open: (context) => new JavaGcImport(context),
};

/** What uptime falls below, of what it was, is another run's. */
const RESTARTED = 0.5;

class JavaGcImport implements Import {
  readonly #context: ImportContext;
  readonly #unified = new UnifiedLog();
  readonly #earlier = new EarlierLog();
  #run: Collections | undefined;
  /** Epoch milliseconds at uptime 0, once both were in one line. */
  #epoch: number | undefined;
  #uptime = 0;
  /** Whether the run has no clock of any kind. */
  #counted = false;
  #any = 0;
  #isUnified = false;

  constructor(context: ImportContext) {
    this.#context = context;
  }

  add(whole: string): void {
    const line = endOfLine(whole);
    if (this.#isBeginning(line)) this.#end();
    this.#isUnified ||= isUnified(line);
    const found = this.#isUnified ? this.#unified.add(line) : this.#earlier.add(line);
    if (found !== undefined) this.#found(found);
  }

  finish(): void {
    if (this.#any > 0) return;
    throw new UserError(
      'the log names no heap sizes: no collection is in it',
      'write it with -Xlog:gc (Java 9 and later) or -XX:+PrintGCDetails -XX:+PrintGCDateStamps (Java 8)',
    );
  }

  #found({ clock, took, before, after }: Found): void {
    const { uptime } = clock;
    if (uptime !== undefined) {
      if (uptime < RESTARTED * this.#uptime && this.#uptime - uptime > 1000) this.#end();
      this.#uptime = Math.max(this.#uptime, uptime);
    }
    const run = this.#begun(clock);
    const time = this.#counted ? run.count : this.#timeOf(clock);
    if (time === undefined) return;
    this.#any += 1;
    if (before === undefined) {
      run.size(time, after);
      return;
    }
    // A unified log stamps the end of a collection, an earlier one its beginning.
    const [begin, end] = this.#counted
      ? [time, time]
      : clock.atEnd
        ? [time - took, time]
        : [time, time + took];
    run.add({ begin, end, before, after });
  }

  #begun(clock: Clock): Collections {
    if (this.#run !== undefined) return this.#run;
    this.#counted = clock.epoch === undefined && clock.uptime === undefined;
    if (this.#counted) this.#context.note(WITHOUT_CLOCK);
    this.#run = new Collections(this.#context, {
      name: this.#context.name,
      source: 'Java GC log',
      ...(this.#counted && { axis: 'samples' }),
    });
    return this.#run;
  }

  /** Milliseconds: of the epoch where a line of the run told, else since the program began. */
  #timeOf({ epoch, uptime }: Clock): number | undefined {
    if (epoch !== undefined && uptime !== undefined) this.#epoch ??= epoch - uptime;
    if (epoch !== undefined) return epoch;
    if (uptime === undefined) return undefined;
    return (this.#epoch ?? this.#context.options.start ?? 0) + uptime;
  }

  /** A virtual machine says first what it is and how it collects. */
  #isBeginning(line: string): boolean {
    return (
      this.#run !== undefined &&
      (/^(?:OpenJDK|Java HotSpot)\(?/.test(line) ||
        /\]\[gc\s*\] Using (?:G1|Parallel|Serial|The Z|Shenandoah|Concurrent|Epsilon)/.test(line))
    );
  }

  #end(): void {
    this.#run = undefined;
    this.#epoch = undefined;
    this.#uptime = 0;
  }
}

const WITHOUT_CLOCK =
  'The log has no times, so its collections are only counted; -Xlog:gc:file=gc.log:time,uptime writes them.';
