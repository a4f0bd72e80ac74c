import type { StreamRecord } from '../../recording/records.ts';
import { isClock, isoSecond } from '../../text/calendar.ts';
import type { ByteText } from '../byte-text.ts';
import { milliseconds } from './cell.ts';

const COMMA = 0x2c;

/** The unit of times in a header: 'ms', or what the samples are counted in. */
export function unitOf(axis: string | undefined): string {
  return axis?.replace(/[^a-z0-9]+/gi, '_') ?? 'ms';
}

/** The two columns that say when: by the clock in UTC, where there is one, and since the start of the recording. */
export class Times {
  #start: number | undefined;
  #axis: string | undefined;
  #second = Number.NaN;
  #text: Uint8Array = Buffer.alloc(0);

  /** Notes what the recording counts from. */
  see(record: StreamRecord): void {
    this.#start ??= record.time;
    if (record.type === 'start') this.#axis = record.axis;
  }

  /** 'elapsed_ms'; 'elapsed_instructions' where the samples are counted in those. */
  get elapsedName(): string {
    return `elapsed_${unitOf(this.#axis)}`;
  }

  /** Milliseconds since the start of the recording. */
  elapsed(epoch: number): number {
    return milliseconds(epoch - (this.#start ?? epoch));
  }

  /** Both cells, and a comma behind. */
  write(out: ByteText, epoch: number): void {
    if (this.#axis === undefined && isClock(epoch)) this.#clock(out, epoch);
    out.byte(COMMA);
    out.number(this.elapsed(epoch));
    out.byte(COMMA);
  }

  /** '2026-11-27T12:00:00.250Z'; most seconds hold many samples. */
  #clock(out: ByteText, epoch: number): void {
    const second = Math.floor(epoch / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#text = Buffer.from(`${isoSecond(second)}.`);
    }
    out.bytes(this.#text);
    out.threeDigits(Math.floor(epoch - second * 1000));
    out.byte(0x5a);
  }
}
