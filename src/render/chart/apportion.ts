/** What one of several neighbours claims of a width. */
export interface Claim {
  readonly weight: number;
  readonly least: number;
  readonly most: number;
}

/**
 * Divides `total` columns by weight, each part within its bounds if they can all be met; the parts add up to `total`.
 */
export function columnsOf(claims: readonly Claim[], total: number): number[] {
  const least = claims.reduce((sum, claim) => sum + claim.least, 0);
  const floor = (claim: Claim): number => (least <= total ? claim.least : 1);
  const ideal = share(claims, total, floor);
  const widths = ideal.map(Math.floor);
  const order = ideal
    .map((width, index) => ({ index, rest: width - Math.floor(width) }))
    .sort((a, b) => b.rest - a.rest || a.index - b.index);
  let left = total - widths.reduce((sum, width) => sum + width, 0);
  for (let i = 0; left > 0 && order.length > 0; i += 1, left -= 1) {
    const index = order[i % order.length]?.index ?? 0;
    widths[index] = (widths[index] ?? 0) + 1;
  }
  return widths;
}

/** The ideal widths: a part outside its bounds is clamped, and the others share what is left. */
function share(claims: readonly Claim[], total: number, floor: (claim: Claim) => number): number[] {
  const held = new Map<number, number>();
  for (;;) {
    const free = claims.map((_, i) => i).filter((i) => !held.has(i));
    const room = total - [...held.values()].reduce((sum, width) => sum + width, 0);
    const weight = free.reduce((sum, i) => sum + weightOf(claims[i]), 0);
    const width = (i: number): number =>
      held.get(i) ?? Math.max(0, (room * weightOf(claims[i])) / weight);
    const out = free.filter((i) => width(i) < floor(claims[i] ?? NONE));
    const over = free.filter((i) => width(i) > (claims[i]?.most ?? 0));
    // Clamping at a maximum only widens the others, so parts that are too narrow are clamped first.
    const next = out.length > 0 ? out : over.length < free.length ? over : [];
    if (next.length === 0) return claims.map((_, i) => width(i));
    for (const i of next) {
      const claim = claims[i] ?? NONE;
      held.set(i, out.length > 0 ? floor(claim) : claim.most);
    }
  }
}

const NONE: Claim = { weight: 0, least: 0, most: 0 };

function weightOf(claim: Claim | undefined): number {
  return Math.max(claim?.weight ?? 0, 1e-9);
}
