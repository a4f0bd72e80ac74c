import type { Importer } from './importer.ts';
import { phases } from './phases.ts';

/** The foreign formats, by name. */
export const IMPORTERS: Readonly<Record<string, Importer>> = { phases };

/** The format of a file with this beginning; undefined if it is not a foreign one. */
export function recognize(head: string): Importer | undefined {
  return Object.values(IMPORTERS).find((importer) => importer.recognizes(head));
}
