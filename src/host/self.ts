/** This process, as the rest of the program may know it. */
export interface Self {
  readonly pid: number;
  /** Calls back at each such signal until the returned function is called; the default action is restored then. */
  onSignal(name: NodeJS.Signals, act: () => void): () => void;
  /** Sends this process a signal. */
  raise(name: NodeJS.Signals): void;
  /** Whether our process group is the one in front of the terminal; false where there is none. */
  isForeground(): boolean;
  /** CPU time used so far, milliseconds. */
  cpu(): number;
}
