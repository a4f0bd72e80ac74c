// The tools that memwrap is compared with, if they are installed.
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { environment } from './measure.js';

/** The path of a program, found by any of its names; undefined if it is not installed. */
export function find(...names) {
  for (const name of names) {
    for (const folder of (environment.PATH ?? '').split(':')) {
      try {
        accessSync(path.join(folder, name), constants.X_OK);
        return path.join(folder, name);
      } catch {
        // Not in this folder.
      }
    }
  }
  return undefined;
}

export const PEERS = {
  time: find('time'),
  ts: find('ts'),
  tee: find('tee'),
  runsolver: find('runsolver'),
  mprof: find('mprof', 'python3-mprof'),
};

export const PYTHON = find('python3');
