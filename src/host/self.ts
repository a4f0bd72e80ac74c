/** This process, as the rest of the program sees it. */
export interface Self {
  readonly pid: number;
  /** Calls back on each such signal until the returned function is called, which restores the default action. */
  onSignal(name: NodeJS.Signals, act: () => void): () => void;
  /** Sends this process a signal. */
  raise(name: NodeJS.Signals): void;
  /** Whether our process group is the terminal's foreground group; false without a terminal. */
  isForeground(): boolean;
  /** User and system CPU time used so far, in milliseconds. */
  cpu(): number;
}
