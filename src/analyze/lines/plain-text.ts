/** Escape sequences (CSI, OSC, character sets) and control characters but the tab. */
const ESCAPES =
  /\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[()][0-9A-Za-z]|\x1b.?|[\x00-\x08\x0a-\x1f\x7f]/g;
const CONTROL = /[\x00-\x08\x0a-\x1f\x7f]/;

/** A line without escape sequences and control characters. */
export function plainText(line: string): string {
  return CONTROL.test(line) ? line.replace(ESCAPES, '') : line;
}
