/** Words of a bar's label that tell it from another bar. */
const LABEL_WORDS = 3;

/**
 * What stays the same while a progress bar is redrawn: the first words before its frame, its percentage or its counts;
 * '' where it has none.
 */
export function barKey(text: string): string {
  const label = text.replace(/\[.*|[|█▏▎▍▌▋▊▉━╸╺].*|\d\S*/gu, ' ');
  const words = label.match(/\p{L}{3,}/gu) ?? text.match(/\p{L}{2,}/gu) ?? [];
  return words.slice(0, LABEL_WORDS).join(' ');
}
