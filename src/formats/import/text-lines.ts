/** Longer lines are cut: no format has lines of this length, and memory stays bounded. Characters. */
const MAX_LINE_LENGTH = 16 * 1024 * 1024;

/** The lines of a text file, with any line ending and however the chunks cut them. */
export async function* textLines(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    const lines = decoder.decode(chunk, { stream: true }).split('\n');
    const last = lines.pop() ?? '';
    for (const line of lines) {
      yield withoutReturn(rest + line);
      rest = '';
    }
    if (rest.length < MAX_LINE_LENGTH) rest += last;
  }
  rest += decoder.decode();
  if (rest !== '') yield withoutReturn(rest);
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
