/** The number of the user this process runs as; undefined where users have none (Windows). */
export function userId(): number | undefined {
  return process.getuid?.();
}
