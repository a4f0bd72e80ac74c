/**
 * The length in bytes of the UTF-8 character that starts at `at` (1 to 4), or minus the number of bytes that a decoder
 * replaces by one U+FFFD there (the maximal subpart, as https://encoding.spec.whatwg.org/#utf-8-decoder has it).
 * A character that `end` cuts off counts as invalid.
 */
export function utf8Length(bytes: Uint8Array, at: number, end: number): number {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return 1;
  if (lead < 0xc2 || lead > 0xf4) return -1;
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  // No overlong forms (E0, F0), no surrogates (ED), nothing above U+10FFFF (F4).
  const lowest = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const highest = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (at + 1 >= end) return -1;
  const second = bytes[at + 1] ?? 0;
  if (second < lowest || second > highest) return -1;
  for (let i = 2; i < length; i++) {
    if (at + i >= end || ((bytes[at + i] ?? 0) & 0xc0) !== 0x80) return -i;
  }
  return length;
}

/** `at`, or up to three bytes less if a cut at `at` would split a character; `bytes[at]` must exist. */
export function characterBoundary(bytes: Uint8Array, from: number, at: number): number {
  if (((bytes[at] ?? 0) & 0xc0) !== 0x80) return at;
  for (let back = 1; back <= 3 && at - back > from; back++) {
    const byte = bytes[at - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? at - back : at;
  }
  return at;
}

/** How many bytes before `end` belong to a character that the next bytes may complete (0 to 3). */
export function unfinishedCharacter(bytes: Uint8Array, from: number, end: number): number {
  for (let back = 1; back <= 3 && end - back >= from; back++) {
    const byte = bytes[end - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    return byte >= 0xc2 && -utf8Length(bytes, end - back, end) === back ? back : 0;
  }
  return 0;
}
