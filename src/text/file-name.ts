const MAX_LENGTH = 40;

/** A name given by the user, made fit for part of a file name. */
export function fileName(name: string): string {
  return (
    name
      .replace(/[^\w.+-]+/g, '-')
      .replace(/^[-.]+/, '')
      .slice(0, MAX_LENGTH) || 'run'
  );
}
