import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const FOLDER = path.resolve(import.meta.dirname, '../../../fixtures/import');

/** A recording that the tool made, by its name under tests/fixtures/import. */
export function fixture(name: string): string {
  return readFileSync(path.join(FOLDER, name), 'utf8');
}

/** The names of the recordings of these formats. */
export function fixturesOf(formats: readonly string[]): readonly string[] {
  return readdirSync(FOLDER).filter((name) =>
    formats.some((format) => name.startsWith(`${format}.`) || name.startsWith(`${format}-`)),
  );
}

export const MIB = 1024 ** 2;
