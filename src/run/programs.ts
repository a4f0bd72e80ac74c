import type { ProcessRecord } from '../recording/records.ts';

/** What a process ran when it was last looked at. */
export interface Program {
  readonly name: string;
  readonly argv?: readonly string[];
}

/** Processes that have gone whose program is still known. */
const MAX_FORMER = 256;

/** What each process of a run runs, and for a while after its end what it ran. */
export class Programs {
  readonly #living = new Map<number, Program>();
  readonly #former = new Map<number, Program>();

  add({ pid, event, name, argv }: ProcessRecord): void {
    if (event === 'seen') {
      if (name !== undefined) this.#living.set(pid, { name, ...(argv && { argv }) });
      return;
    }
    const program = this.#living.get(pid);
    if (program === undefined) return;
    this.#living.delete(pid);
    this.#former.delete(pid);
    this.#former.set(pid, program);
    if (this.#former.size <= MAX_FORMER) return;
    const [oldest] = this.#former.keys();
    if (oldest !== undefined) this.#former.delete(oldest);
  }

  of(pid: number): Program | undefined {
    return this.#living.get(pid) ?? this.#former.get(pid);
  }
}
