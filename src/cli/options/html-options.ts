import { UserError } from '../../text/user-error.ts';
import type { Option } from './option.ts';

/** A page is written to a file: `''` is the one that memwrap names. */
export const HTML = [
  {
    name: 'html',
    value: '[file]',
    help: 'a page for the browser, in one file (- for stdout)',
    shown: 'memwrap-<run>.html',
    excludes: ['json', 'md'],
    parse: htmlFile,
  },
  { name: 'open', help: 'show it in the browser', excludes: ['json', 'md'] },
] as const satisfies readonly Option[];

/** What follows `--html` may be meant for the run: only what looks like a page is taken for its file. */
function htmlFile(text: string, where: string): string {
  if (text === '' || text === '-' || /\.html?$/i.test(text)) return text;
  const shown = JSON.stringify(text.slice(0, 80));
  throw new UserError(
    `${where}: ${shown} does not end in .html`,
    `if that is the run, write it before ${where}`,
  );
}
