import path from 'node:path';
import { fileName } from '../text/file-name.ts';

/** A name for a run from its command: `python job.py` is 'python-job'. Holds nothing that a file name could not. */
export function runName(command: readonly string[]): string {
  const [program = '', ...args] = command;
  const operand = args.find((arg) => !arg.startsWith('-') && /^[\w./@:+-]+$/.test(arg));
  const words = [plain(program), operand === undefined ? '' : plain(operand)];
  return fileName(words.filter(Boolean).join('-'));
}

function plain(word: string): string {
  const base = path.basename(word);
  return base.slice(0, base.length - path.extname(base).length);
}
