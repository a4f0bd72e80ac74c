import type { Series } from '../polls.ts';

/** A process as a table lists it, by its pid and its command as it stands there: a name, or a command line. */
export function listedProcess(command: string, pid: string): Series {
  const words = command.trim().split(/\s+/);
  const [program = ''] = words;
  const base = /^\/\S/.test(program) ? program.slice(program.lastIndexOf('/') + 1) : program;
  return {
    name: base === '' ? 'process' : base,
    ...(pid !== '' && { pid: Number(pid) }),
    ...(words.length > 1 && { argv: words }),
  };
}
