import { constants, existsSync } from 'node:fs';
import { copyFile, unlink } from 'node:fs/promises';
import path from 'node:path';
import { descriptorPath } from '../host/descriptor-path.ts';
import { makeFolder } from '../host/make-folder.ts';
import { type RecordingFolder, recordingFolders } from '../read/recording-folders.ts';
import { ignoreInGit, type RecordFile, type RecordPlace, reason } from './record-file.ts';

export type WrittenBack =
  | { readonly kind: 'written'; readonly path: string }
  | { readonly kind: 'lost'; readonly why: string };

const MOST_NAMES = 100;
const { COPYFILE_EXCL, COPYFILE_FICLONE } = constants;

/**
 * Writes a recording that was deleted back from its descriptor, which has all of its bytes: under its old name, with a number
 * where that was taken meanwhile. Its folder is made again, and where that cannot be, the other default folders are tried.
 * A working directory that is gone stays gone. Never rejects.
 */
export async function writeBack(
  file: Pick<RecordFile, 'descriptor' | 'path'>,
  place: Pick<RecordPlace, 'output' | 'cwd' | 'env'>,
): Promise<WrittenBack> {
  const home = path.dirname(file.path);
  const folders = recordingFolders(place);
  let why: string | undefined;
  for (const folder of [home, ...folders.map((one) => one.path).filter((one) => one !== home)]) {
    try {
      makeAgain(folder, folders, place.output !== undefined && folder === home);
      return { kind: 'written', path: await copyTo(folder, file) };
    } catch (error) {
      why ??= reason(error);
    }
  }
  return { kind: 'lost', why: why ?? 'no folder is left' };
}

/** Makes the folder where it is missing; `deep`: also its parents, which the user named. */
function makeAgain(folder: string, folders: readonly RecordingFolder[], deep: boolean): void {
  const local = path.basename(folder) === '.memwrap';
  if (local && !deep && !existsSync(path.dirname(folder))) throw missing();
  const isOurs = local || folders.some((one) => one.path === folder && one.local);
  if (makeFolder(folder) && isOurs && !deep) ignoreInGit(folder);
}

function missing(): NodeJS.ErrnoException {
  return Object.assign(new Error('no such folder'), { code: 'ENOENT' });
}

async function copyTo(
  folder: string,
  { descriptor, path: former }: Pick<RecordFile, 'descriptor' | 'path'>,
): Promise<string> {
  const extension = path.extname(former);
  const base = path.basename(former, extension);
  for (let attempt = 1; ; attempt++) {
    const target = path.join(folder, `${base}${attempt > 1 ? `-${attempt}` : ''}${extension}`);
    try {
      await copyFile(descriptorPath(descriptor), target, COPYFILE_EXCL | COPYFILE_FICLONE);
      return target;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST' && attempt < MOST_NAMES) continue;
      // A part of it is worth nothing, and takes what room there is.
      if (code !== 'EEXIST' && code !== 'ENOENT') await unlink(target).catch(() => undefined);
      throw error;
    }
  }
}
