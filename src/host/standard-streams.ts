/**
 * Keeps Node from making its own streams of stdout and stderr: it makes them when somebody looks at `process.stdout`
 * or `process.stderr` (a socket does when it is destroyed), and a stream on a pipe sets O_NONBLOCK for everybody who
 * shares the pipe.
 */
export function withoutStandardStreams(): void {
  for (const name of ['stdout', 'stderr']) {
    Object.defineProperty(process, name, { value: {}, configurable: true });
  }
}
