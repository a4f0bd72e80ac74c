import { UserError } from '../../text/user-error.ts';

/** One option of a command: the parser, the help and the configuration read it. */
export interface Option {
  /** The long name without dashes; with `negated` it is that of '--no-NAME'. */
  readonly name: string;
  /** One letter, for '-m'. */
  readonly short?: string;
  /** What its value is called in the help, '<size>', or '[file]' if it may be left out; an option without one is a flag. */
  readonly value?: string;
  readonly help: string;
  /** Starts a new group in the help. */
  readonly group?: string;
  /** The value if it is not given. */
  readonly initial?: unknown;
  /** How the help shows that. */
  readonly shown?: string;
  readonly choices?: readonly string[];
  /** `where` names the option in a UserError about `text`; `before` is the value so far, if it was given before. */
  readonly parse?: (text: string, where: string, before: never) => unknown;
  /** '--no-NAME': a flag that is on by default. */
  readonly negated?: true;
  /** '--NAME' and '--no-NAME': on, off, or undefined if neither is given. */
  readonly negatable?: true;
  /** Another option that excludes this one, or several. */
  readonly excludes?: string | readonly string[];
}

/** A command line: what it is called with, and the words of its help. */
export interface CommandTable<Options extends readonly Option[] = readonly Option[]> {
  /** 'report' for `memwrap report`; '' for memwrap itself. */
  readonly name: string;
  readonly summary: string;
  readonly operands: readonly Operand[];
  readonly options: Options;
  /** Text between the summary and the options. */
  readonly before?: string;
  /** Text below the options. */
  readonly after?: string;
}

export interface Operand {
  /** As commander writes it: '<base>', '[run]', '[command...]'. */
  readonly name: string;
  readonly help?: string;
  readonly shown?: string;
}

type CamelCase<S extends string> = S extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : S;

type ValueOf<O> = O extends { readonly parse: (...args: never[]) => infer T }
  ? T
  : O extends { readonly choices: readonly (infer C)[] }
    ? C
    : O extends { readonly value: string }
      ? string
      : boolean;

type Given<O> = O extends { readonly initial: unknown } ? O : never;

/** What a command line with these options comes to. */
export type OptionsOf<T extends CommandTable> = {
  readonly [O in T['options'][number] as CamelCase<O['name']>]?: ValueOf<O>;
} & {
  readonly [O in Given<T['options'][number]> as CamelCase<O['name']>]: ValueOf<O>;
};

/** 'max-rss' as commander and the code call it: 'maxRss'. */
export function keyOf({ name }: Option): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** The long flags of an option: ['--color', '--no-color']. */
export function longFlags({ name, negated, negatable }: Option): readonly string[] {
  if (negated) return [`--no-${name}`];
  return negatable ? [`--${name}`, `--no-${name}`] : [`--${name}`];
}

/** The value of an option from its text; `where` names it in a UserError: '--io'. */
export function parseValue(option: Option, text: string, where: string, before: unknown): unknown {
  const { choices, parse } = option;
  if (parse !== undefined) return parse(text, where, before as never);
  if (choices === undefined || choices.includes(text)) return text;
  throw new UserError(
    `${where}: ${JSON.stringify(text.slice(0, 40))} is not a valid choice`,
    `write ${choices.join(', ').replace(/, (?=[^,]*$)/, ' or ')}`,
  );
}

/** A parser of whole numbers from `min` on. */
export function wholeNumber(min: number): (text: string, where: string) => number {
  return (text, where) => {
    if (/^\d{1,9}$/.test(text) && Number(text) >= min) return Number(text);
    const shown = JSON.stringify(text.slice(0, 40));
    throw new UserError(`${where}: ${shown} is not a whole number from ${min} on`);
  };
}
