import type { UnseenRecord } from '../../recording/records.ts';
import { sizeOrNaN } from './safe-values.ts';
import type { Report } from './types.ts';

/** Adds up what lived unseen over a recording. */
export class UnseenLives {
  #births = 0;
  #largest: NonNullable<Report['unseen']> | undefined;

  /** `time`: milliseconds since the start of the recording; the record's fields may hold anything. */
  add(time: number, record: UnseenRecord): void {
    this.#births += sizeOrNaN(record.births) || 0;
    const most = sizeOrNaN(record.most);
    const bytes = sizeOrNaN(record.bytes);
    if (!(most > (this.#largest?.most ?? -1)) || Number.isNaN(bytes)) return;
    this.#largest = { births: 0, bytes, most, time };
  }

  finish(): Pick<Report, 'unseen' | 'processesAtLeast'> {
    if (this.#largest === undefined) return {};
    return {
      ...(this.#births > 0 && { processesAtLeast: true }),
      unseen: { ...this.#largest, births: this.#births },
    };
  }
}
