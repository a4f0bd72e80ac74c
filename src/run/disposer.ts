type Close = () => void | Promise<void>;

/** Owns what was opened, and closes it in the reverse order. Stands in for AsyncDisposableStack, which Node 20 lacks. */
export class Disposer {
  readonly #closers: Close[] = [];

  /** Takes over what was just opened. */
  add(close: Close): void {
    this.#closers.push(close);
  }

  /**
   * Closes everything, last opened first, each once. One that fails does not keep the others from being closed; the first
   * error is thrown when all of them are.
   */
  async dispose(): Promise<void> {
    const errors: unknown[] = [];
    for (let close = this.#closers.pop(); close !== undefined; close = this.#closers.pop()) {
      try {
        await close();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }
}
