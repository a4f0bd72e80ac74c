/** Solves A x = b by elimination; a column that tells nothing counts as nearly zero. `matrix` is left as it was. */
export function solve(matrix: readonly Float64Array[], right: Float64Array): Float64Array {
  const n = right.length;
  const rows: Float64Array[] = matrix.map((row, i) => {
    const wide = new Float64Array(n + 1);
    wide.set(row);
    wide[n] = right[i] as number;
    return wide;
  });
  for (let i = 0; i < n; i++) {
    let pivot = i;
    for (let r = i + 1; r < n; r++) if (size(rows, r, i) > size(rows, pivot, i)) pivot = r;
    const own = rows[pivot] as Float64Array;
    rows[pivot] = rows[i] as Float64Array;
    rows[i] = own;
    if (Math.abs(own[i] as number) < 1e-12) own[i] = 1e-12;
    for (let r = 0; r < n; r++) {
      if (r === i) continue;
      const row = rows[r] as Float64Array;
      const factor = (row[i] as number) / (own[i] as number);
      if (factor === 0) continue;
      for (let k = i; k <= n; k++) row[k] = (row[k] as number) - factor * (own[k] as number);
    }
  }
  return Float64Array.from({ length: n }, (_, i) => {
    const row = rows[i] as Float64Array;
    return (row[n] as number) / (row[i] as number);
  });
}

function size(rows: readonly Float64Array[], r: number, i: number): number {
  return Math.abs((rows[r] as Float64Array)[i] as number);
}
