import path from 'node:path';

/** A folder that recordings are written to and searched in. */
export interface RecordingFolder {
  readonly path: string;
  /** The one in the working directory, where recordings belong. */
  readonly local: boolean;
  /** Other programs and other users keep files there too. */
  readonly shared: boolean;
}

export interface FolderSource {
  /** Throws where the working directory has been deleted. */
  readonly cwd: () => string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * The folders of recordings that nobody named a file for, the preferred one first: `.memwrap` in the working directory,
 * `memwrap` in the user's state folder, the folder for temporary files. A run is written to the first that can be written;
 * `report`, `list` and the others search the same ones. The XDG Base Directory Specification has a relative path ignored.
 */
export function recordingFolders({ cwd, env }: FolderSource): readonly RecordingFolder[] {
  const local = currentFolder(cwd);
  const state = absolute(env['XDG_STATE_HOME']) ?? homeState(absolute(env['HOME']));
  return [
    ...(local ? [{ path: path.join(local, '.memwrap'), local: true, shared: false }] : []),
    ...(state ? [{ path: path.join(state, 'memwrap'), local: false, shared: false }] : []),
    { path: absolute(env['TMPDIR']) ?? '/tmp', local: false, shared: true },
  ];
}

function currentFolder(cwd: () => string): string | undefined {
  try {
    return cwd();
  } catch {
    return undefined;
  }
}

function homeState(home: string | undefined): string | undefined {
  return home && path.join(home, '.local/state');
}

function absolute(folder: string | undefined): string | undefined {
  return folder !== undefined && path.isAbsolute(folder) ? folder : undefined;
}
