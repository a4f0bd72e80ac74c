import { parseShare } from '../text/share.ts';
import { parseSize } from '../text/size.ts';
import { UserError } from '../text/user-error.ts';

/** A size as the user wrote it: bytes, or a share of all memory, 0–1. */
export type Amount = { readonly bytes: number } | { readonly share: number };

/** A size or a share of all memory, above 0; anything else is a UserError that says how to write it. */
export function parseAmount(text: string, option: string): Amount {
  if (!text.includes('%')) {
    const bytes = parseSize(text, option);
    if (bytes === 0)
      throw new UserError(
        `${option}: ${JSON.stringify(text)} allows nothing; write it like 512MiB`,
      );
    return { bytes };
  }
  const share = parseShare(text, option);
  if (share > 0 && share <= 1) return { share };
  throw new UserError(
    `${option}: ${JSON.stringify(text)} is not a share of the memory; write it like 80%`,
  );
}

/** What a share can be a share of, bytes. */
export interface Memory {
  readonly machineTotal?: number;
  readonly cgroupLimit?: number;
}

/** The amount in bytes; `of`: whether a share is one of the machine's memory, or of what the container may use. UserError if that is unknown. */
export function inBytes(
  amount: Amount,
  memory: Memory,
  option: string,
  of: 'machine' | 'container',
): number {
  if ('bytes' in amount) return amount.bytes;
  const machine = memory.machineTotal ?? Number.POSITIVE_INFINITY;
  const all = of === 'machine' ? machine : Math.min(machine, memory.cgroupLimit ?? machine);
  if (Number.isFinite(all)) return Math.floor(amount.share * all);
  throw new UserError(
    `${option}: the amount of memory is not known here`,
    'write a size, like 2GiB',
  );
}
