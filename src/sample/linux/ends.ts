import type { ProcessEnd } from '../sampler.ts';
import type { ProcessEntry } from './process-entry.ts';

/** Ends that are kept until somebody asks. */
const MAX_KEPT = 4096;

/** The processes of a tree that have ended, each once: a zombie has ended, but stays an entry of the tree. */
export class Ends {
  #kept: ProcessEnd[] = [];

  add(entry: ProcessEntry): void {
    if (entry.ended) return;
    entry.ended = true;
    if (this.#kept.length >= MAX_KEPT) return;
    const { pid, name, heldRss, signal } = entry;
    this.#kept.push({
      pid,
      name,
      ...(heldRss > 0 && { rss: heldRss }),
      ...(signal !== undefined && { signal }),
    });
  }

  /** Those since the last call. */
  take(): readonly ProcessEnd[] {
    const ends = this.#kept;
    if (ends.length > 0) this.#kept = [];
    return ends;
  }
}
