/** What a spreadsheet takes for a formula at the start of a cell (OWASP, "CSV Injection"). */
const FORMULA = /^[=+\-@\t\r]/;
const NEEDS_QUOTES = /[",\r\n]|^\s|\s$/;

/** Foreign text as a cell: never a formula (an apostrophe goes before it), quoted where RFC 4180 asks for it. */
export function textCell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One row with its end, of cells that are ready; undefined is an empty one. */
export function row(cells: readonly (string | number | undefined)[]): string {
  return `${cells.map((cell) => cell ?? '').join(',')}\r\n`;
}

/** Milliseconds with at most three decimals. */
export function milliseconds(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
