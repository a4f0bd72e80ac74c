import { numberAt } from './digits.ts';
import { type ProcFiles, readText } from './proc-files.ts';

const FOLDER = '/sys/kernel/mm/transparent_hugepage';
const KIB = 1024;
/** Usual where the kernel does not say (hpage_pmd_size came with Linux 4.9). */
const USUAL_BYTES = 2 * KIB * KIB;

interface Counter {
  readonly descriptor: number;
  /** The line's name with the newline before it, of a file with many; absent where the number stands alone. */
  readonly line?: Buffer;
  /** What one fault brings, bytes. */
  readonly size: number;
  last: number;
}

/**
 * How much memory page faults have brought in huge pages, on the whole machine: one such fault brings 2 MiB, so that the number
 * of faults alone says little. Linux 6.9 and later have a small file for each size (Documentation/admin-guide/mm/transhuge.rst),
 * others a line in /proc/vmstat.
 */
export class HugePages {
  readonly #files: ProcFiles;
  readonly #counters: Counter[] = [];
  readonly #bytes = Buffer.allocUnsafe(16_384);

  /** The first reading; what came before it does not count. */
  constructor(files: ProcFiles) {
    this.#files = files;
    const mode = chosen(readText(files, `${FOLDER}/enabled`));
    const sizes = files.names(FOLDER).filter((name) => name.startsWith('hugepages-'));
    for (const name of sizes) {
      const own = chosen(readText(files, `${FOLDER}/${name}/enabled`));
      if ((own === 'inherit' ? mode : own) === 'never') continue;
      const size = Number(/\d+/.exec(name)?.[0]) * KIB;
      this.#watch(files.open(`${FOLDER}/${name}/stats/anon_fault_alloc`), size);
    }
    if (this.#counters.length === 0 && mode !== 'never') {
      const size = Number(readText(files, `${FOLDER}/hpage_pmd_size`) ?? USUAL_BYTES);
      this.#watch(files.open('/proc/vmstat'), size, Buffer.from('\nthp_fault_alloc '));
    }
    this.brought();
  }

  #watch(descriptor: number, size: number, line?: Buffer): void {
    if (descriptor < 0) return;
    this.#counters.push({ descriptor, size, last: 0, ...(line && { line }) });
  }

  /** Bytes since the last call, by anybody on the machine: at least what any process got. */
  brought(): number {
    let sum = 0;
    for (const counter of this.#counters) {
      const length = this.#files.read(counter.descriptor, this.#bytes);
      if (length <= 0) continue;
      const found = counter.line === undefined ? 0 : this.#bytes.indexOf(counter.line);
      if (found < 0 || found >= length) continue;
      const now = numberAt(this.#bytes, found + (counter.line?.length ?? 0), length);
      sum += Math.max(0, now - counter.last) * counter.size;
      counter.last = Math.max(now, counter.last);
    }
    return sum;
  }

  close(): void {
    for (const { descriptor } of this.#counters) this.#files.close(descriptor);
    this.#counters.length = 0;
  }
}

/** The word in brackets: 'always [madvise] never'. */
function chosen(text: string | undefined): string {
  return /\[(\w+)\]/.exec(text ?? '')?.[1] ?? 'never';
}
