const STEP_MS = 10;

/** Polls until `holds()`, for at most `within` milliseconds; rejects with `what` it waited for. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  within = 20_000,
): Promise<void> {
  const deadline = performance.now() + within;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`not within ${within} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, STEP_MS));
  }
}
