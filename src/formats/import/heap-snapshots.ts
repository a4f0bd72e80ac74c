import { UserError } from '../../text/user-error.ts';
import { EVENTS } from './collections.ts';
import type { ImportContext } from './importer.ts';

/** What massif's time units count; `ms` is time. */
const AXES: Readonly<Record<string, string | undefined>> = { i: 'instructions', B: 'bytes' };

interface About {
  /** massif's --time-unit: i, B or ms. */
  readonly unit: string;
  /** Bytes of stacks in the total. */
  readonly stacks: number;
  readonly command?: string;
  /** Where it is not the heap. */
  readonly measure?: string;
}

/** Emits massif's snapshots, whichever way they were written, as runs of a heap. */
export class HeapSnapshots {
  readonly #context: ImportContext;
  readonly #source: string;
  #begun = false;
  #any = false;
  #skipped = 0;

  constructor(context: ImportContext, source: string) {
    this.#context = context;
    this.#source = source;
  }

  /** `time` in the unit of `about`, `total` in bytes: heap, what its administration takes, and stacks. */
  add(time: number, total: number, about: About): void {
    const { emit, note, options, name } = this.#context;
    const axis = AXES[about.unit];
    const at = axis === undefined ? (options.start ?? 0) + time : time;
    if (!this.#begun) {
      this.#begun = this.#any = true;
      emit({
        type: 'start',
        time: at,
        version: 1,
        name: about.command ?? name,
        source: this.#source,
        measure: about.measure ?? 'heap',
        sampler: EVENTS,
        ...(axis !== undefined && { axis }),
      });
      note(
        'Massif keeps the snapshots it needs to be within 1% of the true peak (--peak-inaccuracy).',
      );
    }
    if (about.stacks > 0) note('Stacks are counted with the heap (--stacks=yes).');
    emit({ type: 'sample', time: at, rss: total });
  }

  /** A snapshot that could not be read. */
  skip(): void {
    this.#skipped += 1;
  }

  /** The next snapshot begins a new run. */
  end(): void {
    this.#begun = false;
  }

  finish(): void {
    const { note } = this.#context;
    if (!this.#any) {
      throw new UserError(
        'holds no snapshot of massif that could be read',
        'let valgrind end by itself: it writes the file at the end',
      );
    }
    if (this.#skipped > 0) {
      note(`${counted(this.#skipped)} could not be read and ${wereOrWas(this.#skipped)} left out.`);
    }
  }
}

function counted(count: number): string {
  return count === 1 ? '1 snapshot' : `${count} snapshots`;
}

function wereOrWas(count: number): string {
  return count === 1 ? 'was' : 'were';
}
