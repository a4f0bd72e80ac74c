import type { Image } from './types.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** One process while a recording is read. Times in milliseconds since the start of the recording, sizes in bytes. */
export interface Life {
  /** In order of birth: no two have the same. */
  readonly id: number;
  readonly pid: number;
  ppid: number | undefined;
  parent: Life | undefined;
  readonly seen: number;
  gone: number | undefined;
  readonly images: Writable<Image>[];
  /** Its size in the last two samples that list it, whole. */
  size: number;
  before: number;
  /** The number of the last sample that lists it. */
  listed: number;
  /** The most that it held of its own. */
  peak: number;
  forked: boolean;
  /** What its parent had to copy when it was forked; undefined while that is not known. */
  copied: number | undefined;
  /** The pages that it shares since the fork, at this moment and at most. */
  shared: number;
  sharedMost: number;
  sharesWith: Life | undefined;
}

/** A process that was just seen for the first time. */
export function newLife(id: number, pid: number, seen: number): Life {
  return {
    id,
    pid,
    ppid: undefined,
    parent: undefined,
    seen,
    gone: undefined,
    images: [],
    size: 0,
    before: 0,
    listed: -1,
    peak: 0,
    forked: false,
    copied: undefined,
    shared: 0,
    sharedMost: 0,
    sharesWith: undefined,
  };
}

/** Titles may change with every query or test: of more the smallest go. */
const MOST_IMAGES = 16;
/** A process is read before its arguments are: a size belongs to an image that is recorded this little later. */
const READ_LATER_MS = 20;

/** Adds what a process runs from a moment on. */
export function addImage(
  { images }: Life,
  at: number,
  name: string,
  argv: readonly string[] | undefined,
): void {
  if (images.length === MOST_IMAGES) images.splice(smallestBetween(images), 1);
  images.push({ at, name, ...(argv === undefined ? {} : { argv }), largest: 0 });
}

/** Notes what a process held at a moment, which no earlier call may lie after. */
export function growImage({ images }: Life, time: number, bytes: number): void {
  let i = images.length - 1;
  while (i > 0 && (images[i] as Image).at > time + READ_LATER_MS) i--;
  const image = images[i];
  if (image && bytes > image.largest) image.largest = bytes;
}

/** The smallest one, the first and the last left out. */
function smallestBetween(images: readonly Image[]): number {
  let smallest = 1;
  for (let i = 2; i < images.length - 1; i++) {
    if ((images[i] as Image).largest < (images[smallest] as Image).largest) smallest = i;
  }
  return smallest;
}
