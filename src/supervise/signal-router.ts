import { type Diagnostics, NO_DIAGNOSTICS } from '../host/diagnostics.ts';
import type { Self } from '../host/self.ts';
import { FORWARDED, type ForwardedSignal, type SignalRelay } from '../launch/signal-relay.ts';
import type { Child } from '../launch/spawn-command.ts';

/** Signals that a terminal sends to the whole foreground group. */
const FROM_TERMINAL: ReadonlySet<string> = new Set([
  'SIGINT',
  'SIGQUIT',
  'SIGTSTP',
  'SIGWINCH',
  'SIGCONT',
]);

/** Signals whose default action is not to end the process (signal(7)): no reason to leave. */
const HARMLESS: ReadonlySet<string> = new Set(['SIGCONT', 'SIGWINCH', 'SIGURG']);

/**
 * Passes signals on so that the command gets each exactly once: one that the whole group got has reached it already.
 * Listens from construction; what arrives before the command is started is delivered once it is.
 */
export class SignalRouter {
  readonly #self: Self;
  readonly #ignored: ReadonlySet<number>;
  readonly #numbers: Readonly<Record<string, number>>;
  readonly #early: ForwardedSignal[] = [];
  readonly #offs = new Map<ForwardedSignal, () => void>();
  /** Reached the whole group, but has not arrived here yet. */
  readonly #group = new Set<string>();
  /** The same for pid 1, where that is the launcher, and we its child. */
  readonly #groupOfFirst = new Set<string>();
  #diagnostics: Diagnostics = NO_DIAGNOSTICS;
  #target: { child: Child; relay: SignalRelay } | undefined;
  #afterEnd: ((name: ForwardedSignal) => void) | undefined;
  /** Came after the end of the command, but before we knew of that. */
  #late: ForwardedSignal | undefined;

  constructor(self: Self, ignored: ReadonlySet<number>, numbers: Readonly<Record<string, number>>) {
    this.#self = self;
    this.#ignored = ignored;
    this.#numbers = numbers;
    for (const name of FORWARDED) this.#listen(name);
  }

  /** The command is started: delivers the early signals to it. */
  started(child: Child, relay: SignalRelay, diagnostics: Diagnostics = NO_DIAGNOSTICS): void {
    this.#target = { child, relay };
    this.#diagnostics = diagnostics;
    for (const name of this.#early.splice(0)) {
      diagnostics.debug('early signal passed on', { signal: name });
      child.signal(name);
    }
  }

  /** Pid 1, whose child we are, got this signal: what `docker stop` sends, or one more of those that the whole group got. */
  firstProcessGot(name: ForwardedSignal): void {
    // After the end of the run it is for us.
    if (this.#offs.size === 0) this.#self.raise(name);
    else void this.#received(name, this.#groupOfFirst);
  }

  /** The command has ended: `act` is called for each signal that came too late for it or comes from now on; each asks us to leave. */
  ended(act: (name: ForwardedSignal) => void): void {
    this.#afterEnd = act;
    if (this.#late !== undefined) act(this.#late);
  }

  /** Restores the default actions, so that a signal can end us. */
  close(): void {
    for (const off of this.#offs.values()) off();
    this.#offs.clear();
  }

  #listen(name: ForwardedSignal): void {
    const number = this.#numbers[name];
    if (number === undefined) return;
    // Ignored when we were started (nohup): the command ignores it too, so keep ignoring it.
    const act = this.#ignored.has(number)
      ? () => undefined
      : () => void this.#received(name, this.#group);
    this.#offs.set(name, this.#self.onSignal(name, act));
  }

  /** `group`: what has reached the whole group and not yet the receiver of this one. */
  async #received(name: ForwardedSignal, group: Set<string>): Promise<void> {
    if (this.#afterEnd !== undefined) {
      this.#leave(name);
      return;
    }
    if (this.#target === undefined) {
      this.#early.push(name);
      return;
    }
    const { child, relay } = this.#target;
    const heard = await relay.heard();
    for (const other of heard ?? []) {
      this.#group.add(other);
      this.#groupOfFirst.add(other);
    }
    const reached =
      heard === undefined
        ? FROM_TERMINAL.has(name) && this.#self.isForeground()
        : group.delete(name);
    this.#diagnostics.debug('signal received', {
      signal: name,
      alreadyReached: reached,
      knownBy: heard === undefined ? 'foreground' : 'relay',
    });
    // The command may have ended while the relay was asked.
    if (!reached && !child.signal(name)) this.#leave(name);
    else if (name === 'SIGTSTP') this.#stop();
  }

  /** The command has ended, so the signal is for us. */
  #leave(name: ForwardedSignal): void {
    this.#diagnostics.debug('signal after the end', { signal: name });
    if (name === 'SIGTSTP') this.#stop();
    else if (HARMLESS.has(name)) return;
    else if (this.#afterEnd === undefined) this.#late = name;
    else this.#afterEnd(name);
  }

  /** Stops us as the signal would have, and listens again once we are resumed. */
  #stop(): void {
    this.#offs.get('SIGTSTP')?.();
    this.#self.raise('SIGTSTP');
    this.#listen('SIGTSTP');
  }
}
