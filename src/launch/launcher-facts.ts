/** The process state that the launcher `bin/memwrap` found before Node started and changed it. */
export interface Launch {
  /** Soft limit of open descriptors, as `ulimit -Sn` prints it; present if there is no environment holder to read it from. */
  readonly limit?: string;
  /** Signal numbers that were ignored, and those that were blocked. */
  readonly ignored: readonly number[];
  readonly blocked: readonly number[];
  /** Which of 0–2 were closed, which of 3–9 were open. */
  readonly closed: readonly number[];
  readonly open: readonly number[];
  /** Read ends of pipes that are ours to use; each still holds the two bytes of the here-document that made it. */
  readonly pipes: readonly number[];
  /** The environment holder, a process that still has the environment as it came; closing `release` ends it. */
  readonly holder?: { readonly pid: number; readonly release: number };
  /**
   * The launcher stayed as pid 1, with us as its child: the read end of the pipe into which it writes the name of each signal
   * that it gets (`TERM\n`), after the two bytes of the here-document that made it.
   */
  readonly init?: number;
}

/** Without the launcher nothing is known and nothing was prepared. */
export const NO_LAUNCH: Launch = { ignored: [], blocked: [], closed: [], open: [], pipes: [] };

/** Parses MEMWRAP_LAUNCH: `name=value` words with a space between them. Unknown words are ignored. */
export function parseLaunch(text: string | undefined): Launch {
  if (text === undefined) return NO_LAUNCH;
  const words = new Map(
    text.split(' ').map((word) => {
      const at = word.indexOf('=');
      return [word.slice(0, at), word.slice(at + 1)] as const;
    }),
  );
  const [pid, release] = numbers(words.get('holder'));
  const limit = words.get('limit');
  const [init] = numbers(words.get('init'));
  return {
    ...(limit === undefined ? {} : { limit }),
    ignored: signalsOf(words.get('ignored')),
    blocked: signalsOf(words.get('blocked')),
    closed: numbers(words.get('closed')),
    open: numbers(words.get('open')),
    pipes: numbers(words.get('pipes')),
    ...(pid === undefined || release === undefined ? {} : { holder: { pid, release } }),
    ...(init === undefined ? {} : { init }),
  };
}

function numbers(list: string | undefined): number[] {
  return (list ?? '').split(',').filter(Boolean).map(Number);
}

/** The kernel's mask in hexadecimal (SigIgn, SigBlk in proc_pid_status(5)) as signal numbers: bit 0 is signal 1. */
function signalsOf(mask: string | undefined): number[] {
  if (!mask || /^0+$/.test(mask)) return [];
  const bits = BigInt(`0x${mask}`);
  const found: number[] = [];
  for (let signal = 1; signal <= 64; signal++) {
    if ((bits >> BigInt(signal - 1)) & 1n) found.push(signal);
  }
  return found;
}
