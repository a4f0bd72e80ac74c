/** The name of a descriptor of ours: it still leads to a file that was deleted. On Linux. */
export function descriptorPath(descriptor: number): string {
  return `/proc/self/fd/${descriptor}`;
}
