/** The object that a text is in JSON; undefined of anything else. */
export function jsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return dictionaryOf(JSON.parse(text));
  } catch {
    return undefined;
  }
}

export function dictionaryOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}

export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
