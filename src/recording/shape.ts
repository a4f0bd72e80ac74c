/** Makes a checked value of an unknown one; `undefined` where it is something else. Total: never throws. */
export type Shape<T> = (value: unknown) => T | undefined;

interface Optional<T> {
  readonly optional: Shape<T>;
}

/** For every field of T its shape, wrapped by `optional` exactly where T has it optional. */
export type Fields<T> = {
  readonly [K in keyof T]-?: object extends Pick<T, K>
    ? Optional<Exclude<T[K], undefined>>
    : Shape<T[K]>;
};

/** A field that may be absent; one of a wrong type is taken as absent. */
export const optional = <T>(shape: Shape<T>): Optional<T> => ({ optional: shape });

export const text: Shape<string> = (value) => (typeof value === 'string' ? value : undefined);

export const truth: Shape<boolean> = (value) => (typeof value === 'boolean' ? value : undefined);

export const finite: Shape<number> = (value) =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;

/** A finite number that is not negative: bytes, counts, durations. */
export const amount: Shape<number> = (value) =>
  typeof value === 'number' && value >= 0 && value < Infinity ? value : undefined;

export const oneOf =
  <const T extends string>(...choices: readonly T[]): Shape<T> =>
  (value) =>
    choices.find((choice) => choice === value);

export const either =
  <A, B>(first: Shape<A>, second: Shape<B>): Shape<A | B> =>
  (value) =>
    first(value) ?? second(value);

/** A list of which the items of a wrong shape are left out. */
export const list =
  <T>(item: Shape<T>): Shape<readonly T[]> =>
  (value) =>
    Array.isArray(value) ? value.map(item).filter((one) => one !== undefined) : undefined;

/** A list of which every item must have the shape. */
export const wholeList =
  <T>(item: Shape<T>): Shape<readonly T[]> =>
  (value) => {
    const items = list(item)(value);
    return Array.isArray(value) && items?.length === value.length ? items : undefined;
  };

/** An object of any keys, `__proto__` among them; entries of a wrong shape are left out. */
export const dictionary =
  <T>(item: Shape<T>): Shape<Readonly<Record<string, T>>> =>
  (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    const entries: [string, T][] = [];
    for (const [key, unchecked] of Object.entries(value)) {
      const checked = item(unchecked);
      if (checked !== undefined) entries.push([key, checked]);
    }
    return Object.fromEntries(entries);
  };

/** An object with the given own fields; others are left out. */
export function object<T extends object>(fields: Fields<T>): Shape<T> {
  const shapes = Object.entries<Shape<unknown> | Optional<unknown>>(fields);
  return (value) => {
    if (typeof value !== 'object' || value === null) return undefined;
    const result: Record<string, unknown> = {};
    for (const [key, field] of shapes) {
      const unchecked = Object.hasOwn(value, key)
        ? (value as Record<string, unknown>)[key]
        : undefined;
      const required = typeof field === 'function';
      const checked = (required ? field : field.optional)(unchecked);
      if (checked !== undefined) result[key] = checked;
      else if (required) return undefined;
    }
    return result as T;
  };
}
