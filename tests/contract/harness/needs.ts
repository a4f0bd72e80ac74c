import { existsSync } from 'node:fs';
import { execaSync } from 'execa';
import { browserFile } from './browser.ts';

/** A program that only answers whether it is there takes no longer. */
const PROBE_TIMEOUT_MS = 20_000;

/** What a test may need that some machines lack, by the words of the skip note. */
const NEEDS = {
  linux: ['Linux', () => process.platform === 'linux'],
  linuxSampler: [
    'what the sampler of Linux reads (marks, PSS, swap, names, the container)',
    () => process.platform === 'linux' && process.env['MEMWRAP_SAMPLER'] !== 'portable',
  ],
  root: ['root', () => process.getuid?.() === 0],
  python3: ['python3', () => runs('python3', ['-c', 'import pty'])],
  perl: ['perl', () => runs('perl', ['-e', '1'])],
  bash: ['bash', () => runs('bash', ['-c', 'true'])],
  cc: ['a C compiler', () => runs('cc', ['--version'])],
  make: ['make', () => runs('make', ['--version'])],
  promtool: ['promtool (Debian: prometheus)', () => runs('promtool', ['--version'])],
  mprof: [
    'mprof and matplotlib (Debian: python3-memory-profiler, python3-matplotlib)',
    () => runs('python3-mprof', ['plot', '--help']),
  ],
  redis: ['redis-server', () => runs('redis-server', ['--version'])],
  vim: ['vim', () => runs('vim', ['--version'])],
  blockSignal: ['env --block-signal', () => runs('env', ['--block-signal=USR1', 'true'])],
  setpriv: ['setpriv', () => runs('setpriv', ['--version'])],
  prlimit: ['prlimit', () => runs('prlimit', ['--version'])],
  mount: [
    'the right to mount in a namespace',
    () => runs('unshare', ['-m', 'sh', '-c', 'mount -t tmpfs -o size=64k none /mnt']),
  ],
  pidNamespace: [
    'the right to make a pid namespace',
    () => runs('unshare', ['-pf', '--mount-proc', 'true']),
  ],
  installed: [
    'the program itself under test',
    () => process.env['MEMWRAP_UNDER_TEST'] === undefined,
  ],
  timeStep: [
    'CONTRACT_CLOCK=1, because it sets the clock of the machine',
    () => process.env['CONTRACT_CLOCK'] === '1',
  ],
  browser: ['Chromium', () => browserFile() !== undefined],
  devFull: ['/dev/full', () => existsSync('/dev/full')],
} as const satisfies Record<string, readonly [string, () => boolean]>;

export type Need = keyof typeof NEEDS;

const known = new Map<Need, boolean>();

/** Skips the test, with the reason, unless the machine has all of these. */
export function needs(skip: (note: string) => void, ...all: readonly Need[]): void {
  for (const need of all) {
    const [words, look] = NEEDS[need];
    const found = known.get(need) ?? look();
    known.set(need, found);
    if (!found) skip(`needs ${words}`);
  }
}

function runs(file: string, args: readonly string[]): boolean {
  return !execaSync(file, args, { stdio: 'ignore', reject: false, timeout: PROBE_TIMEOUT_MS })
    .failed;
}

let interpreter: string | undefined;

/** The Python interpreter itself, not a shell script that wraps it. */
export function python(): string {
  interpreter ??= execaSync('python3', ['-c', 'import sys; print(sys.executable)']).stdout;
  return interpreter;
}
