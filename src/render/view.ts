/** The properties of the output that text is drawn for. */
export interface View {
  /** No line may be wider than this many terminal cells. */
  readonly columns: number;
  /** Rows of the terminal; absent where there is none. */
  readonly rows?: number;
  readonly color: boolean;
  /** False if only 7-bit ASCII may be drawn: another locale, a dumb terminal. */
  readonly unicode: boolean;
}
