import type { Life } from '../processes/life.ts';

const MIB = 2 ** 20;
/** Less than this was hardly worth a fork: a shell's few pages. */
const LEAST_COPIED = 0.3 * MIB;
/** A child's pages count as copied from its parent if it has this fraction of them within this time of its birth. */
const WHOLE = 0.5;
const WHOLE_WITHIN_MS = 800;
/** Below this fraction of what it shares it has called exec, or given the copies back. */
const GIVEN_BACK = 0.5;

/** The processes that share pages with their parents since a fork. Sizes in bytes. */
export class SharedPages {
  readonly #sharers = new Set<Life>();

  /**
   * Of a process that holds `size` at `time`, milliseconds: what it shares with its parent. `anon`: how much of the
   * tree belonged to no file in the sample before; file mappings are not copied by fork.
   */
  taken(life: Life, size: number, time: number, anon: number): number {
    if (life.shared === 0) {
      if (!life.forked || life.copied === 0) return 0;
      this.#begin(life, size, time, anon);
    }
    if (life.shared === 0) return 0;
    if (size >= GIVEN_BACK * life.shared) return Math.min(size, life.shared);
    this.stop(life);
    return 0;
  }

  /** A process ended or called exec: of those that share its pages the one with most of them holds them from now on. */
  leave(life: Life): void {
    const heirs = [...this.#sharers].filter(({ sharesWith }) => sharesWith === life);
    const heir = heirs.reduce<Life | undefined>(
      (most, one) => (most && most.shared >= one.shared ? most : one),
      undefined,
    );
    if (heir) {
      const held = heir.shared;
      for (const one of heirs) one.sharesWith = heir;
      heir.sharesWith = life.sharesWith;
      heir.shared = Math.min(held, life.shared);
      if (heir.shared === 0) this.stop(heir);
    }
    this.stop(life);
  }

  stop(life: Life): void {
    life.shared = 0;
    life.copied = 0;
    life.sharesWith = undefined;
    this.#sharers.delete(life);
  }

  #begin(life: Life, size: number, time: number, anon: number): void {
    const { parent } = life;
    if (parent === undefined) return;
    if (life.copied === undefined || Number.isNaN(life.copied)) {
      const grown = Math.max(0, parent.size - parent.before);
      const limit = Number.isNaN(anon) ? Number.POSITIVE_INFINITY : anon + grown;
      life.copied = Math.min(Math.max(parent.before, parent.size), limit);
    }
    if (time - life.seen > WHOLE_WITHIN_MS || life.copied < LEAST_COPIED) {
      life.copied = 0;
      return;
    }
    if (size < WHOLE * life.copied) return;
    life.shared = Math.min(life.copied, size);
    life.sharedMost = life.shared;
    life.sharesWith = parent;
    this.#sharers.add(life);
  }
}
