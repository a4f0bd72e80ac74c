import { maskSecrets, maskWords } from '../text/secrets.ts';
import type { Redactor } from './redactor.ts';
import type { RunOptions } from './run-options.ts';

/** What is masked before it is recorded or shown. */
export interface Masks {
  /** A command line. */
  words(argv: readonly string[]): readonly string[];
  /** Any other text that CI or a breach shows, or that names a process. */
  text(text: string): string;
  /** By `--redact`: the lines of the output, those of one read together. Absent: they are recorded as they are. */
  readonly lines?: (lines: readonly string[]) => readonly string[];
}

/** What `--redact` and `--no-redact` ask for: without either, what is known to be a secret is masked in command lines. */
export async function masksOf(
  { redact }: Pick<RunOptions, 'redact'>,
  say: (text: string) => void,
): Promise<Masks> {
  if (redact === false) return { words: (argv) => argv, text: (text) => text };
  if (redact.length === 0) return { words: maskWords, text: maskSecrets };
  const { createRedactor } = await import('./redactor.ts');
  const redactor: Redactor = createRedactor(redact, say);
  return {
    words: (argv) => maskWords(redactor.lines(argv)),
    text: (text) => maskSecrets(redactor.text(text)),
    lines: redactor.lines,
  };
}
