/** What a decision was made from; sizes in bytes, times in milliseconds. The three names are the log's own. */
export type Facts = Readonly<Record<string, unknown>> & {
  readonly level?: never;
  readonly time?: never;
  readonly msg?: never;
};

export type DiagnosticLevel = 'debug' | 'trace';

/** memwrap's own log: what it decided and why. Off unless MEMWRAP_LOG or --log-file asks for it; never throws. */
export interface Diagnostics {
  /** Whether `debug` writes anything; a hot path looks before it collects facts. */
  readonly enabled: boolean;
  /** The same for `trace`. */
  readonly tracing: boolean;
  /** What happens a few times: something was found, chosen, changed or sent. */
  debug(event: string, facts?: Facts): void;
  /** What happens with each measurement. */
  trace(event: string, facts?: Facts): void;
}

export const NO_DIAGNOSTICS: Diagnostics = {
  enabled: false,
  tracing: false,
  debug: () => undefined,
  trace: () => undefined,
};
