import type { Encoding } from './encoding.ts';
import type { Sniff } from './importer.ts';

const LINES = 50;
/** Colours, character sets and other sequences that a terminal obeys. */
const SEQUENCES = /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]+[0-~]|.)/g;

/** The text without what a terminal would obey: colours, cursor movements. */
export function withoutSequences(text: string): string {
  return text.includes('\x1b') ? text.replace(SEQUENCES, '') : text;
}

/** What importers see of a file with this beginning and end (both in bytes; no end where the beginning is all). */
export function sniffOf(
  head: Uint8Array,
  end: Uint8Array | undefined,
  encoding: Encoding['name'],
): Sniff {
  const text = decoded(head, encoding);
  const last = end === undefined ? '' : decoded(end, encoding);
  const lines = withoutSequences(text)
    .split(/[\r\n]+/)
    .filter((line) => line.trim() !== '')
    .slice(0, LINES);
  return { head: text, tail: last.slice(last.indexOf('\n') + 1), lines };
}

function decoded(bytes: Uint8Array, encoding: Encoding['name']): string {
  return new TextDecoder(encoding).decode(bytes).replaceAll('\r\n', '\n');
}
