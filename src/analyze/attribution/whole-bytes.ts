/**
 * Rounds numbers to integers that add up to a given total: each is rounded down, and those that lost most get one
 * more (largest remainder method). What rounding errors miss of the total is spread the same way.
 */
export function wholeBytes(values: readonly number[], total: number): number[] {
  const whole = values.map(Math.floor);
  const missing = total - whole.reduce((sum, value) => sum + value, 0);
  if (whole.length === 0) return whole;
  const each = Math.floor(missing / whole.length);
  const extra = missing - each * whole.length;
  const byRemainder = values
    .map((value, i) => ({ i, remainder: value - Math.floor(value) }))
    .sort((a, b) => b.remainder - a.remainder || a.i - b.i);
  for (const [rank, { i }] of byRemainder.entries()) {
    whole[i] = (whole[i] as number) + each + (rank < extra ? 1 : 0);
  }
  return whole;
}
