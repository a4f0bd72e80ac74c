import { Buffer } from 'node:buffer';
import { LineView } from './line-view.ts';
import type { LineRecord, SampleRecord } from './records.ts';
import { ROW } from './sample-fields.ts';
import { SampleView } from './sample-view.ts';
import { SCAN_KERNEL_MODULE } from './scan-kernel-module.ts';
import { instantiate, type SimdModule } from './simd-module.ts';

interface ScanKernelExports {
  scan(from: number, end: number, table: number, capacity: number): number;
  readonly position: { readonly value: number };
}

/** What is found, in the order of the recording. */
export interface Findings {
  sample(record: SampleRecord): void;
  /** A line record; `undefined` where lines are not wanted. */
  line(record: LineRecord | undefined): void;
  /** Any other line: the bytes from `from` to `to` of the scanner's. */
  other(from: number, to: number): void;
}

/** What a scan hands over. */
export interface Wanted {
  /** Whether lines are decoded. */
  readonly lines: boolean;
  /** Whether all samples, and all lines, may come in one object. */
  readonly reuse: boolean;
}

const SAMPLE_ROW = 1;
const LINE_ROW = 2;
const ROWS = 256;
const TABLE_SIZE = ROWS * ROW * 8;
const NEWLINE = 0x0a;
/** The kernel reads some bytes past the end. */
const SLACK = 64;

/** Where the input begins in the scanner's bytes. */
export const INPUT = TABLE_SIZE;

const tableOf = (kernel: SimdModule<ScanKernelExports>): Float64Array =>
  new Float64Array(kernel.bytes.buffer, 0, ROWS * ROW);

/**
 * Tells samples and lines in our own key order from everything else by their bytes. Without SIMD everything is `other`,
 * which is slower and comes to the same.
 */
export class Scanner {
  readonly #kernel: SimdModule<ScanKernelExports> | undefined;
  #bytes: Buffer;
  #rows: Float64Array;
  #samples: SampleView;
  #lines: LineView;

  constructor(inputSize: number, simd = true) {
    const size = INPUT + inputSize + SLACK;
    this.#kernel = simd ? instantiate(SCAN_KERNEL_MODULE, size) : undefined;
    this.#bytes = this.#kernel?.bytes ?? Buffer.alloc(size);
    this.#rows = this.#kernel ? tableOf(this.#kernel) : new Float64Array(0);
    this.#samples = new SampleView(this.#rows);
    this.#lines = new LineView(this.#rows, this.#bytes);
  }

  get bytes(): Buffer {
    return this.#bytes;
  }

  /** Makes room for an input of `inputSize` bytes and keeps what is there. */
  reserve(inputSize: number): void {
    const size = INPUT + inputSize + SLACK;
    if (size <= this.#bytes.length) return;
    if (this.#kernel) {
      this.#kernel.grow(size);
      this.#bytes = this.#kernel.bytes;
      this.#rows = tableOf(this.#kernel);
      this.#samples = new SampleView(this.#rows);
      this.#lines = new LineView(this.#rows, this.#bytes);
    } else {
      const grown = Buffer.alloc(size);
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
  }

  /** Goes through the lines of the input up to `end`, right before which stands a newline. */
  scan(end: number, findings: Findings, wanted: Wanted): void {
    if (this.#kernel) this.#scanFast(this.#kernel.exports, end, findings, wanted);
    else this.#scanPlain(end, findings);
  }

  #scanFast(kernel: ScanKernelExports, end: number, findings: Findings, wanted: Wanted): void {
    const samples = this.#samples;
    const lines = this.#lines;
    const rows = this.#rows;
    for (let at = INPUT; at < end; at = kernel.position.value) {
      const count = kernel.scan(at, end, 0, ROWS);
      for (let i = 0; i < count; i++) {
        const kind = rows[i * ROW];
        if (kind === SAMPLE_ROW) {
          findings.sample(wanted.reuse ? samples.at(i) : samples.copy(i));
          continue;
        }
        if (kind === LINE_ROW) {
          const line = !wanted.lines ? undefined : wanted.reuse ? lines.at(i) : lines.copy(i);
          if (line !== undefined || !wanted.lines) {
            findings.line(line);
            continue;
          }
        }
        findings.other(rows[i * ROW + 1] ?? 0, rows[i * ROW + 2] ?? 0);
      }
    }
  }

  #scanPlain(end: number, findings: Findings): void {
    for (let at = INPUT; at < end; ) {
      const newline = this.#bytes.indexOf(NEWLINE, at);
      findings.other(at, newline);
      at = newline + 1;
    }
  }
}
