/** How this process is to end: with a code, or by the signal that ended the command. */
export interface Ending {
  readonly code: number;
  readonly signal?: NodeJS.Signals;
}
