import type { Importer } from './importer.ts';
import { phases } from './phases.ts';

/** The foreign formats that can be read, by the name that --from takes. */
export const IMPORTERS: Readonly<Record<string, Importer>> = { phases };

/** The format that a file is in by its beginning, where it is a foreign one. */
export function recognize(head: string): Importer | undefined {
  return Object.values(IMPORTERS).find((importer) => importer.recognizes(head));
}
