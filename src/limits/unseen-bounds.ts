import { formatSize } from '../text/size.ts';
import type { Bounds } from './bounds.ts';

/** What lived between two measurements without being seen, or used more after it was last seen; bytes. */
export interface UnseenMoment {
  /** So much of it all together at most, and with what the others held. */
  readonly bytes: number;
  readonly most: number;
  /** So many processes at most; 0 where none was surely born. */
  readonly births: number;
}

/** What that leaves open of the size of the tree, RSS. */
export function unseenBounds({ bytes, most, births }: UnseenMoment): Bounds {
  const size = formatSize(bytes, { fixed: true });
  const why =
    births > 0
      ? `processes of up to ${size} lived between two samples, unseen`
      : `a process may have grown by ${size} between its last sample and its end`;
  return { atLeast: most - bytes, atMost: most, why };
}
