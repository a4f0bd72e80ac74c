/** What console needs of a stream; a dependency that warns by it must neither fail nor be heard. */
const SILENT: Readonly<Record<string, () => unknown>> = {
  write: () => true,
  on: () => SILENT,
  once: () => SILENT,
  removeListener: () => SILENT,
  listenerCount: () => 0,
};

/**
 * Keeps Node from creating its own streams for stdout and stderr. It creates them when `process.stdout` or `process.stderr`
 * is first read (destroying a socket does that), and a stream on a pipe sets O_NONBLOCK for every process that shares the
 * pipe.
 */
export function withoutStandardStreams(): void {
  for (const name of ['stdout', 'stderr']) {
    Object.defineProperty(process, name, { value: SILENT, configurable: true });
  }
}
