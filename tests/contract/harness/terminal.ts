import path from 'node:path';
import { execa } from 'execa';
import { python } from './needs.ts';
import { environment, type Options } from './program.ts';
import { until } from './until.ts';

type Facts = Readonly<Record<string, unknown>>;

/** A command on a pseudo-terminal of its own, on which the test types and whose screen it reads. */
export interface Terminal {
  readonly pid: number;
  type(text: string): void;
  resize(rows: number, columns: number): void;
  /** Everything it has shown. */
  shown(): string;
  shows(text: string | RegExp): Promise<void>;
  /** The terminal's modes and its foreground process group. */
  modes(): Promise<{ modes: string; foreground: number }>;
  /** Hangs up. */
  close(): void;
  /** The exit status, or the number of the signal that ended it. */
  readonly ended: Promise<{ status?: number; signal?: number }>;
}

const DRIVER = path.join(import.meta.dirname, 'terminal.py');

export async function openTerminal(
  command: readonly string[],
  options: Pick<Options, 'cwd' | 'env'>,
  [rows, columns]: readonly [number, number] = [24, 80],
): Promise<Terminal> {
  // The driver speaks to the test on plain pipes; only the command is on the pseudo-terminal.
  const driver = execa(python(), [DRIVER, String(rows), String(columns), ...command], {
    cwd: options.cwd,
    env: environment({ ...options, env: { TERM: 'xterm', ...options.env } }),
    extendEnv: false,
    stdio: ['pipe', 'pipe', 'inherit', 'pipe'],
    buffer: false,
    reject: false,
  });
  let screen = '';
  driver.stdout.on('data', (chunk: Buffer) => {
    screen += chunk.toString('latin1');
  });
  const facts: Facts[] = [];
  let text = '';
  driver.stdio[3]?.on('data', (chunk: Buffer) => {
    const lines = (text + chunk.toString()).split('\n');
    text = lines.pop() ?? '';
    facts.push(...lines.map((line) => JSON.parse(line) as Facts));
  });
  driver.stdin.on('error', () => undefined);
  const order = (what: Facts): void => void driver.stdin.write(`${JSON.stringify(what)}\n`);
  const fact = async (name: string, since = 0): Promise<Facts> => {
    let found: Facts | undefined;
    await until(`the terminal reports ${name}; it shows ${JSON.stringify(screen)}`, () => {
      found = facts.slice(since).find((each) => name in each);
      return found !== undefined;
    });
    return found ?? {};
  };
  const { pid } = await fact('pid');
  const ended = driver.then(
    (): { status?: number; signal?: number } =>
      facts.find((each) => 'status' in each || 'signal' in each) ?? {},
  );
  return {
    pid: Number(pid),
    type: (what) => order({ write: what }),
    resize: (...size) => order({ size }),
    shown: () => screen,
    shows: async (what) => {
      const found = (): boolean =>
        typeof what === 'string' ? screen.includes(what) : what.test(screen);
      try {
        await until(`the terminal shows ${what}`, found);
      } catch (error) {
        throw new Error(`${String(error)}; it shows ${JSON.stringify(screen)}`);
      }
    },
    modes: async () => {
      const since = facts.length;
      order({ modes: 1 });
      const { modes, foreground } = await fact('modes', since);
      return { modes: String(modes), foreground: Number(foreground) };
    },
    close: () => order({ close: 1 }),
    ended,
  };
}
