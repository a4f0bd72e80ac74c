/** Parallel columns, ordered by time: milliseconds since the start of the recording, bytes. */
export interface Series {
  readonly times: Float64Array;
  readonly values: Float64Array;
}
