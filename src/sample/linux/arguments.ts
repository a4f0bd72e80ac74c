import { type ProcFiles, readOnce } from './proc-files.ts';

/** Longer command lines are rare: their room is taken only while one is read. */
const usual = Buffer.allocUnsafe(8192);
/** Linux allows a quarter of the stack's limit, usually 2 MiB, for arguments and environment (bprm_stack_limits in fs/exec.c). */
const LONGEST = 2 * 1024 * 1024;

/** Words kept at either end of a long command line: what tells one compiler or one `xargs` batch from the next stands there. */
const KEPT_WORDS = 24;
/** A longer word keeps half of this at either end: a shell's whole script, a program in a `-c`. */
const LONGEST_WORD = 512;

/** A command line as it is recorded. */
export interface CommandLine {
  readonly argv: readonly string[];
  /** A hash of all its bytes, never 0: another command line, or a title in its place, has another. */
  readonly hash: number;
}

/**
 * The command line of a process from /proc/PID/cmdline, shortened; `undefined` if the process is gone, or has none: in the
 * middle of an exec it is empty (get_mm_cmdline in fs/proc/base.c).
 */
export function readArguments(files: ProcFiles, pid: number): CommandLine | undefined {
  const path = `/proc/${pid}/cmdline`;
  let bytes = usual;
  let length = readOnce(files, path, bytes);
  if (length === bytes.length) {
    bytes = Buffer.allocUnsafe(LONGEST);
    length = readOnce(files, path, bytes);
  }
  if (length <= 0) return undefined;
  return { argv: shortened(wordsOf(bytes, length)), hash: hashOf(bytes, length) };
}

/** A title written over the arguments is followed by zeros up to their former end: those are no words. */
function wordsOf(bytes: Buffer, length: number): string[] {
  let end = length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  const zeros = length - end;
  const words = bytes.toString('utf8', 0, end).split('\0');
  // One zero ends the last word; a second is an empty argument, and more are a title's.
  if (zeros === 2) words.push('');
  return words;
}

/** A long list is its first and its last words, and between them how many there are in all. */
export function shortened(words: readonly string[]): readonly string[] {
  const kept =
    words.length <= 2 * KEPT_WORDS + 1
      ? words
      : [...words.slice(0, KEPT_WORDS), `… (${words.length} words)`, ...words.slice(-KEPT_WORDS)];
  return kept.map(shortWord);
}

function shortWord(word: string): string {
  if (word.length <= LONGEST_WORD) return word;
  return `${word.slice(0, LONGEST_WORD / 2)}…${word.slice(-LONGEST_WORD / 2)}`;
}

function hashOf(bytes: Buffer, length: number): number {
  let hash = length;
  for (let at = 0; at < length; at++) hash = (hash * 31 + (bytes[at] as number)) | 0;
  return hash === 0 ? 1 : hash;
}
