import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import type { Chance } from './chance.ts';
import { belongingTo, statusField } from './processes.ts';
import type { Running } from './program.ts';

/** What a round of chaos is about. */
export interface Round {
  readonly running: Running;
  readonly folder: string;
  /** The recording's path. */
  readonly file: string;
  readonly chance: Chance;
  /** What the faults so far allow: the checks at the end of the round read it. */
  readonly allowed: { killed: boolean; damaged: boolean };
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Each fault; it resolves when it is over. */
export const FAULTS = {
  'SIGKILL to memwrap': async ({ running, allowed }: Round) => {
    allowed.killed = true;
    send(running.pid, 'SIGKILL');
  },
  'SIGSTOP to memwrap': ({ running, chance }: Round) => pause(running.pid, chance),
  'SIGSTOP to the group': ({ running, chance }: Round) => pause(-running.pid, chance),
  // Never together with a SIGKILL to memwrap, which it is there for.
  'SIGKILL to the relay': async ({ folder, allowed }: Round) => {
    if (!allowed.killed) for (const pid of relays(folder)) send(pid, 'SIGKILL');
  },
  'SIGSTOP to the relay': async ({ folder, chance }: Round) => {
    await Promise.all(relays(folder).map((pid) => pause(pid, chance)));
  },
  'recording deleted': async ({ file, allowed }: Round) => {
    allowed.damaged = true;
    rmSync(file, { force: true });
  },
  'recording truncated': async ({ file, allowed, chance }: Round) => {
    allowed.damaged = true;
    try {
      truncateSync(file, chance.below(statSync(file).size + 1));
    } catch {
      // Not there yet, or deleted.
    }
  },
  // No file of memwrap's own may grow any more: like a full disk, but for it alone.
  'disk full': async ({ running, allowed, chance }: Round) => {
    allowed.damaged = true;
    try {
      const limit = `--fsize=${chance.below(200_000)}`;
      execFileSync('prlimit', ['--pid', String(running.pid), limit], { stdio: 'ignore' });
    } catch {
      // It is gone.
    }
  },
  'reader stalled': async ({ running, chance }: Round) => {
    running.child.stdout?.pause();
    running.child.stderr?.pause();
    await wait(chance.below(400));
    running.child.stdout?.resume();
    running.child.stderr?.resume();
  },
  'signal storm': async ({ running, chance }: Round) => {
    for (let count = chance.below(60); count > 0; count--) {
      send(chance.pick([running.pid, -running.pid]), chance.pick(STORM));
      if (chance.next() < 0.3) await wait(chance.below(5));
    }
  },
} as const satisfies Readonly<Record<string, (round: Round) => Promise<void>>>;

export type Fault = keyof typeof FAULTS;

const STORM = [
  'SIGHUP',
  'SIGINT',
  'SIGQUIT',
  'SIGTERM',
  'SIGUSR1',
  'SIGUSR2',
  'SIGALRM',
  'SIGVTALRM',
  'SIGPROF',
  'SIGCONT',
  'SIGWINCH',
  'SIGURG',
  'SIGIO',
  'SIGPWR',
  'SIGXCPU',
] as const;

/** Kills the environment holder, which lives for the first milliseconds: as soon as it is seen, or never. */
export async function killHolder({ running, folder }: Round): Promise<void> {
  for (let look = 0; look < 40; look++) {
    for (const { pid } of belongingTo(folder)) {
      // The launcher's own child, which starts the holder, would be reported by sh.
      const launcher = [String(pid), statusField(pid, 'PPid')].includes(String(running.pid));
      if (!launcher && commandLine(pid).includes('/bin/memwrap')) send(pid, 'SIGKILL');
    }
    await wait(1);
  }
}

function relays(folder: string): number[] {
  return belongingTo(folder)
    .map(({ pid }) => pid)
    .filter((pid) => commandLine(pid).includes('exec <&7 >&7'));
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
  } catch {
    return '';
  }
}

async function pause(pid: number, chance: Chance): Promise<void> {
  send(pid, 'SIGSTOP');
  await wait(chance.below(300));
  send(pid, 'SIGCONT');
}

/** A process that is gone gets nothing. */
function send(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // ESRCH
  }
}
