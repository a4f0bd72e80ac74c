/** The newest Node that the flags below were tried with: an unknown one would be told on stderr. */
const NEWEST = 26;

/**
 * Once the program is loaded, V8 takes the growth of its heap for garbage and looks for some after eight seconds of calm,
 * twice and on every core: that takes as long as a hundred measurements, to give back a megabyte. For a program that
 * lasts; what is loaded afterwards is compiled anew.
 */
export const collectOnlyWhenNeeded = (): Promise<void> => set('--no-memory-reducer');

/** V8 optimizes hot code with more care than a program repays that is done within a second. */
export const optimizeLightly = (): Promise<void> =>
  set('--no-turbo-loop-peeling', '--no-turbo-escape', '--max-inlined-bytecode-size-cumulative=200');

/**
 * What is left to do takes tenths of a second: V8 spends more on optimizing it, on other cores, than it takes in baseline
 * code. In bytes of bytecode that a function runs before it is looked at; three times the usual.
 */
export const optimizeRarely = (): Promise<void> => set(`--interrupt-budget=${400 * 1024}`);

async function set(...flags: readonly string[]): Promise<void> {
  if (Number.parseInt(process.versions.node, 10) > NEWEST) return;
  const { setFlagsFromString } = await import('node:v8');
  for (const flag of flags) setFlagsFromString(flag);
}
