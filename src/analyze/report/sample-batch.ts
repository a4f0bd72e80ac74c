/**
 * Samples that are passed on together. A column at a time, not a call with numbers for each of millions of samples:
 * that halves what a sample costs, for V8 makes an object of most numbers that it hands to a function.
 */
export interface SampleBatch {
  readonly count: number;
  /** Milliseconds since the start of the recording, in order; of these and the values only the first `count` are meant. */
  readonly times: Float64Array;
  /** By metric the value of each sample, bytes; NaN: unknown at this moment. All arrays are reused. */
  readonly values: readonly Float64Array[];
}
