import path from 'node:path';
import { fileName } from '../text/file-name.ts';

/** Names a run after its command: `python job.py` gives 'python-job'. The name is a valid part of a file name. */
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
