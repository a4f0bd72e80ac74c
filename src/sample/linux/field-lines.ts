import { lineEnd, numberAt } from './digits.ts';

const KIB = 1024;

/** The size in bytes on the line that begins with `key` (`'Pss:'`), given there in kB; -1 without such a line. */
export function sizeOfLine(bytes: Uint8Array, length: number, key: Uint8Array): number {
  let at = 0;
  while (at < length) {
    const end = lineEnd(bytes, at, length);
    if (beginsWith(bytes, at, key)) {
      const kib = numberAt(bytes, at + key.length, end);
      return kib < 0 ? -1 : kib * KIB;
    }
    at = end + 1;
  }
  return -1;
}

function beginsWith(bytes: Uint8Array, at: number, key: Uint8Array): boolean {
  for (let index = 0; index < key.length; index++) {
    if (bytes[at + index] !== key[index]) return false;
  }
  return true;
}
