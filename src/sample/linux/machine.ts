import { sizeOfLine } from './field-lines.ts';
import type { ProcFiles } from './proc-files.ts';

const TOTAL = Buffer.from('MemTotal:');
const FREE = Buffer.from('MemFree:');
const AVAILABLE = Buffer.from('MemAvailable:');
const CACHED = Buffer.from('Cached:');
const BUFFERS = Buffer.from('Buffers:');
const SHMEM = Buffer.from('Shmem:');
const SWAP_TOTAL = Buffer.from('SwapTotal:');
const SWAP_FREE = Buffer.from('SwapFree:');

/** The machine's memory at one moment, bytes; -1 where unknown. */
export interface MachineReading {
  total: number;
  available: number;
  /** total − available, as free(1) has computed it since procps 4. */
  used: number;
  /** tmpfs, /dev/shm and shared anonymous memory, whoever made it. */
  shmem: number;
  /** Swap in use; 0 without any. */
  swapUsed: number;
}

/** Reads /proc/meminfo through a descriptor that stays open. */
export class Machine {
  readonly reading: MachineReading = {
    total: -1,
    available: -1,
    used: -1,
    shmem: -1,
    swapUsed: -1,
  };
  readonly #files: ProcFiles;
  readonly #bytes = Buffer.allocUnsafe(4096);
  readonly #descriptor: number;

  constructor(files: ProcFiles) {
    this.#files = files;
    this.#descriptor = files.open('/proc/meminfo');
    this.read();
  }

  read(): void {
    const { reading } = this;
    const length = this.#descriptor < 0 ? -1 : this.#files.read(this.#descriptor, this.#bytes);
    reading.total = sizeOfLine(this.#bytes, length, TOTAL);
    reading.available = sizeOfLine(this.#bytes, length, AVAILABLE);
    if (reading.available < 0 && reading.total >= 0) {
      // Before Linux 3.14: an estimate of what could be had at once.
      reading.available =
        sizeOfLine(this.#bytes, length, FREE) +
        Math.max(0, sizeOfLine(this.#bytes, length, CACHED)) +
        Math.max(0, sizeOfLine(this.#bytes, length, BUFFERS));
    }
    reading.shmem = sizeOfLine(this.#bytes, length, SHMEM);
    const swapTotal = sizeOfLine(this.#bytes, length, SWAP_TOTAL);
    const swapFree = sizeOfLine(this.#bytes, length, SWAP_FREE);
    reading.swapUsed = swapTotal < 0 || swapFree < 0 ? -1 : Math.max(0, swapTotal - swapFree);
    reading.used = reading.total < 0 ? -1 : Math.max(0, reading.total - reading.available);
  }

  close(): void {
    if (this.#descriptor >= 0) this.#files.close(this.#descriptor);
  }
}
