/** The major versions of Node whose V8 was asked for a flag and knew it (`node --v8-options`). */
const LONG_TERM = [20, 22, 24, 26];

/**
 * V8's flags, each with the major versions of Node it was tried with. V8 prints an error of its own for a flag that it
 * does not know, so a flag is set on no other version.
 */
const FLAGS = {
  '--no-memory-reducer': LONG_TERM,
  '--no-turbo-loop-peeling': LONG_TERM,
  '--no-turbo-escape': LONG_TERM,
  '--max-inlined-bytecode-size-cumulative=200': LONG_TERM,
  // In bytes of bytecode that a function runs before V8 looks at it; six times the default. Newer versions of V8 count
  // invocations instead.
  [`--interrupt-budget=${400 * 1024}`]: [20],
} satisfies Record<string, readonly number[]>;

type Flag = keyof typeof FLAGS;

/** What the rest of the program asks of the engine, as flags. */
const REQUESTS = {
  /**
   * Once the program is loaded, V8 takes the growth of its heap for garbage and collects after eight quiet seconds, twice
   * and on every core. That costs as much as a hundred measurements and frees one megabyte.
   */
  collectOnlyWhenNeeded: ['--no-memory-reducer'],
  /** The most thorough optimizations do not pay for themselves in a program that ends within a second. */
  optimizeLightly: [
    '--no-turbo-loop-peeling',
    '--no-turbo-escape',
    '--max-inlined-bytecode-size-cumulative=200',
  ],
  /** The remaining work takes tenths of a second: optimizing it on other cores costs more than running baseline code. */
  optimizeRarely: [`--interrupt-budget=${400 * 1024}`],
} satisfies Record<string, readonly Flag[]>;

export type EngineRequest = keyof typeof REQUESTS;

export const ENGINE_REQUESTS = Object.keys(REQUESTS) as readonly EngineRequest[];

/** The flags of a request that the V8 of this version of Node (`process.versions.node`) is known to accept; may be none. */
export function flagsFor(request: EngineRequest, nodeVersion: string): readonly string[] {
  const major = Number.parseInt(nodeVersion, 10);
  const known: Readonly<Record<string, readonly number[]>> = FLAGS;
  return REQUESTS[request].filter((flag) => known[flag]?.includes(major));
}

/** For a program that lasts: collect garbage only when memory is needed. From then on V8 refuses the program's compiled form. */
export const collectOnlyWhenNeeded = (): Promise<void> => apply('collectOnlyWhenNeeded');

/** For a program that ends within a second or so. */
export const optimizeLightly = (): Promise<void> => apply('optimizeLightly');

/** For a program whose remaining work takes tenths of a second. */
export const optimizeRarely = (): Promise<void> => apply('optimizeRarely');

async function apply(request: EngineRequest): Promise<void> {
  const flags = flagsFor(request, process.versions.node);
  if (flags.length === 0) return;
  const { setFlagsFromString } = await import('node:v8');
  for (const flag of flags) setFlagsFromString(flag);
}
