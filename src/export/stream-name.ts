/** 'stdout', 'stderr', or what a log is called that was laid beside; `streams`: that of the start record. */
export function streamName(fd: number, streams: Readonly<Record<string, string>> = {}): string {
  if (fd === 1 || fd === 2) return fd === 1 ? 'stdout' : 'stderr';
  return streams[String(fd)] ?? `log ${fd}`;
}
