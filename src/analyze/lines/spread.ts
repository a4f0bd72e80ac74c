/** The mean of some numbers; 0 of none. */
export function mean(numbers: readonly number[]): number {
  return numbers.length === 0 ? 0 : sum(numbers) / numbers.length;
}

export function sum(numbers: readonly number[]): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}

/** How widely numbers vary, as a part of their mean. */
export function variation(numbers: readonly number[]): number {
  const average = mean(numbers);
  if (average === 0) return 0;
  return Math.sqrt(mean(numbers.map((number) => (number - average) ** 2))) / Math.abs(average);
}

/** How firmly phases (0–1, going round) keep their place: 1 always the same, 0 anywhere. */
export function resultant(phases: readonly number[]): number {
  let east = 0;
  let north = 0;
  for (const phase of phases) {
    east += Math.cos(2 * Math.PI * phase);
    north += Math.sin(2 * Math.PI * phase);
  }
  return phases.length === 0 ? 0 : Math.hypot(east, north) / phases.length;
}
