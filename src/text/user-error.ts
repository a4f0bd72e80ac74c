/** A mistake that the user can fix: one line that says what is wrong, and a hint how to write it instead. */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}

/**
 * Whether something thrown is a UserError. The program is built of several files, each with its own copy of this
 * class, so instanceof would not do.
 */
export function isUserError(error: unknown): error is UserError {
  return error instanceof Error && error.name === 'UserError';
}
