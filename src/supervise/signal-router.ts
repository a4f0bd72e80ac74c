import { type Diagnostics, NO_DIAGNOSTICS } from '../host/diagnostics.ts';
import type { Self } from '../host/self.ts';
import { FORWARDED, type ForwardedSignal, type Sentinel } from '../launch/signal-relay.ts';
import type { Child } from '../launch/start.ts';

/** What the terminal sends to the whole foreground group. */
const FROM_TERMINAL: ReadonlySet<string> = new Set([
  'SIGINT',
  'SIGQUIT',
  'SIGTSTP',
  'SIGWINCH',
  'SIGCONT',
]);

/** What ends nobody who does not care about it: no reason to leave (default actions of signal(7)). */
const HARMLESS: ReadonlySet<string> = new Set(['SIGCONT', 'SIGWINCH', 'SIGURG']);

/**
 * Passes signals on so that the command gets each exactly once: one that the whole group got has reached it already.
 * It listens from its making on; what comes before there is a command is delivered as soon as there is.
 */
export class SignalRouter {
  readonly #self: Self;
  readonly #ignored: ReadonlySet<number>;
  readonly #numbers: Readonly<Record<string, number>>;
  readonly #early: ForwardedSignal[] = [];
  readonly #offs = new Map<ForwardedSignal, () => void>();
  /** Heard by the whole group, and not yet seen here. */
  readonly #group = new Set<string>();
  #diagnostics: Diagnostics = NO_DIAGNOSTICS;
  #target: { child: Child; sentinel: Sentinel } | undefined;
  #afterEnd: ((name: ForwardedSignal) => void) | undefined;
  /** Came too late for the command, and too early for us to know. */
  #late: ForwardedSignal | undefined;

  constructor(self: Self, ignored: ReadonlySet<number>, numbers: Readonly<Record<string, number>>) {
    this.#self = self;
    this.#ignored = ignored;
    this.#numbers = numbers;
    for (const name of FORWARDED) this.#listen(name);
  }

  /** There is a command now: early signals are delivered to it. */
  started(child: Child, sentinel: Sentinel, diagnostics: Diagnostics = NO_DIAGNOSTICS): void {
    this.#target = { child, sentinel };
    this.#diagnostics = diagnostics;
    for (const name of this.#early.splice(0)) {
      diagnostics.debug('early signal passed on', { signal: name });
      child.signal(name);
    }
  }

  /** The command has ended: a signal that no longer reached it, or comes from now on, means that we are to leave. */
  ended(act: (name: ForwardedSignal) => void): void {
    this.#afterEnd = act;
    if (this.#late !== undefined) act(this.#late);
  }

  /** Restores the default actions, so that we can die of a signal. */
  close(): void {
    for (const off of this.#offs.values()) off();
    this.#offs.clear();
  }

  #listen(name: ForwardedSignal): void {
    const number = this.#numbers[name];
    if (number === undefined) return;
    // Ignored when we were started (nohup): the command ignores it as well, and so it stays.
    const act = this.#ignored.has(number) ? () => undefined : () => void this.#received(name);
    this.#offs.set(name, this.#self.onSignal(name, act));
  }

  async #received(name: ForwardedSignal): Promise<void> {
    if (this.#afterEnd !== undefined) {
      this.#leave(name);
      return;
    }
    if (this.#target === undefined) {
      this.#early.push(name);
      return;
    }
    const { child, sentinel } = this.#target;
    const heard = await sentinel.heard();
    for (const other of heard ?? []) this.#group.add(other);
    const reached =
      heard === undefined
        ? FROM_TERMINAL.has(name) && this.#self.isForeground()
        : this.#group.delete(name);
    this.#diagnostics.debug('signal received', {
      signal: name,
      alreadyReached: reached,
      knownBy: heard === undefined ? 'foreground' : 'relay',
    });
    // While the sentinel was asked the command may have ended.
    if (!reached && !child.signal(name)) this.#leave(name);
    else if (name === 'SIGTSTP') this.#stop();
  }

  /** There is no command that the signal could have been meant for: it is ours. */
  #leave(name: ForwardedSignal): void {
    this.#diagnostics.debug('signal after the end', { signal: name });
    if (name === 'SIGTSTP') this.#stop();
    else if (HARMLESS.has(name)) return;
    else if (this.#afterEnd === undefined) this.#late = name;
    else this.#afterEnd(name);
  }

  /** Stops us as the signal would have, and listens again when we are resumed. */
  #stop(): void {
    this.#offs.get('SIGTSTP')?.();
    this.#self.raise('SIGTSTP');
    this.#listen('SIGTSTP');
  }
}
