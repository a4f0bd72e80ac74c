import { readFileSync } from 'node:fs';

/** A sample of tests/fixtures/import, made with the tool itself. */
export function fixture(name: string): Buffer {
  return readFileSync(new URL(`../../fixtures/import/${name}`, import.meta.url));
}

/** Megabytes of two to the twenty. */
export const MIB = 2 ** 20;
