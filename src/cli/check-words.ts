/** The message and the hint where neither a limit nor a baseline was given to `check`. */
export const NOTHING_TO_CHECK = [
  'there is nothing to check',
  'add --max-rss 2GiB or --baseline main.jsonl',
] as const;
