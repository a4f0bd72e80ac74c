interface Truth {
  readonly culprit: readonly string[];
  readonly forbidden: readonly string[];
  readonly span: readonly [number, number] | null;
}

export function answeredRecordings(): readonly {
  readonly name: string;
  readonly file: string;
  readonly truth: Truth;
}[];

export function answeredRecording(name: string): string;

export function answerScore(
  truth: Truth,
  text: string,
  focus: { readonly start?: number; readonly end?: number } | undefined,
): {
  readonly said: string;
  readonly named: boolean;
  readonly misled: boolean;
  readonly placed: boolean;
};
