import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { World } from '../host/world.ts';
import { openFile } from '../launch/open-file.ts';
import { reasonOf } from '../read/recordings.ts';
import { printable } from '../text/printable.ts';
import { formatSize } from '../text/size.ts';
import { UserError } from '../text/user-error.ts';

/** Where a page goes: `--html`'s file ('' for one that is named after `name`, '-' for stdout), and whether to open it. */
export interface HtmlTarget {
  readonly file: string;
  readonly name: string;
  readonly open: boolean;
}

/** Writes a page, says where it is, and opens it if asked to. Throws UserError if it cannot be written. */
export async function putHtml(world: World, page: string, target: HtmlTarget): Promise<void> {
  if (target.file === '-') {
    await world.stdout.write(page);
    return;
  }
  const file = path.resolve(world.cwd(), target.file || defaultName(target.name));
  const shown = printable(target.file || defaultName(target.name));
  try {
    writeFileSync(file, page);
  } catch (error) {
    throw new UserError(`--html: ${shown}: ${reasonOf(error)}`);
  }
  await world.stdout.write(`${shown}  ${formatSize(Buffer.byteLength(page))}\n`);
  if (!target.open) return;
  const why = await openFile(file, world.platform, world.env);
  if (why === undefined) return;
  const address = pathToFileURL(file).href;
  await world.stderr.write(`memwrap: not opened, ${why}: ${address}\n`);
}

/** 'memwrap-train.html' for a run that is called so: what is in this folder already is hardly called that. */
function defaultName(name: string): string {
  const stem = name
    .replace(/\.(gz|zst)$/, '')
    .replace(/\.\w{1,7}$/, '')
    .replace(/[^\w.+@-]+/g, '-')
    .replace(/^[-.]+|-+$/g, '')
    .slice(0, 100);
  return stem.startsWith('memwrap') ? `${stem}.html` : `memwrap-${stem || 'report'}.html`;
}
