import { parseShare } from '../text/share.ts';
import { parseSize } from '../text/size.ts';
import { UserError } from '../text/user-error.ts';

/** A limit as it was written: bytes, or a part of the memory there is. */
export type Amount = { readonly bytes: number } | { readonly share: number };

/** A size or a share of the memory, above nothing; anything else is a UserError that says how to write it. */
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
    `${option}: ${JSON.stringify(text)} is not a part of the memory there is; write it like 80%`,
  );
}

/** The memory that a share is a share of, bytes. */
export interface Memory {
  readonly machineTotal?: number;
  readonly cgroupLimit?: number;
}

/** The amount in bytes; `of` says whether a share is one of the machine's memory, or of what the container may use. */
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
    `${option}: how much memory there is cannot be told here`,
    'write a size, like 2GiB',
  );
}
