import type { Diagnostics } from '../../src/host/diagnostics.ts';

/** Diagnostics that keep what was reported, each as its event and its facts in one object. */
export function collectDiagnostics() {
  const events: Readonly<Record<string, unknown>>[] = [];
  const keep = (event: string, facts = {}): void => void events.push({ event, ...facts });
  const diagnostics: Diagnostics = { enabled: true, tracing: true, debug: keep, trace: keep };
  return {
    diagnostics,
    events,
    of: (event: string) => events.filter((one) => one['event'] === event),
  };
}
