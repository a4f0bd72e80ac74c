/** What a column's name says of its numbers. */
export type Kind =
  | 'rss'
  | 'pss'
  | 'uss'
  | 'used'
  | 'memory'
  | 'working set'
  | 'private'
  | 'heap'
  | 'committed'
  | 'percent'
  | 'total'
  | 'available'
  | 'free'
  | 'cache'
  | 'gpu'
  /** Memory, but none that is resident: virtual, swap, shared. */
  | 'other'
  | 'none';

export interface Meaning {
  readonly kind: Kind;
  /** It says that it is the machine's, or a process's. */
  readonly of: 'machine' | 'process' | undefined;
  /** Computed of others, or of another moment: avg, max, min, peak, delta. */
  readonly derived: boolean;
  /** A sum of others: total, tree, all. */
  readonly sum: boolean;
}

/** Words of a name, lower case, blanks between: 'residentMemory (kB)' → 'resident memory kb'. */
export function wordsOf(name: string): string {
  const known = memory.get(name);
  if (known !== undefined) return known;
  if (memory.size > MOST_KNOWN) memory.clear();
  const words = toWords(name.slice(0, MOST_CHARACTERS));
  memory.set(name, words);
  return words;
}

const memory = new Map<string, string>();
const MOST_KNOWN = 5000;
/** A longer name is cut. */
const MOST_CHARACTERS = 400;

function toWords(name: string): string {
  return ` ${name
    .replace(/([a-z\d])(KiB|MiB|GiB|[kKMG][bB])\b/g, '$1 $2')
    .replace(/([A-Z]{2,})([kKMG]i?[bB])\b/g, '$1 $2')
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z]{2,})/g, '$1 $2')
    .toLowerCase()
    .replace(/(mem(?:ory)?|rss|pss|uss|ram|used|usage|free|total)([kmg]i?b)\b/g, '$1 $2')
    .replace(
      /\b(vm|mem|ram|kb)(rss|size|hwm|peak|swap|used|usage|free|total|avail\w*|perc\w*|pct|limit|cached?)\b/g,
      '$1 $2',
    )
    .replace(/\b(kb)(mem\w*)/g, '$1 $2')
    .replace(/\b(used|free|total|max|avg|peak|cur|current)(mem(?:ory)?|ram|rss)\b/g, '$1 $2')
    .replace(/%/g, ' percent ')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()} `;
}

const patterns = new Map<string, RegExp>();

function has(words: string, pattern: string): boolean {
  let compiled = patterns.get(pattern);
  if (compiled === undefined) {
    compiled = new RegExp(` (?:${pattern})(?= )`, 'u');
    patterns.set(pattern, compiled);
  }
  return compiled.test(words);
}

const MEMORY =
  'mem|memory|ram|memories|speicher|память|mémoire|memoria|arbeitsspeicher|内存|メモリ';

/** What the name of a column says. */
export function meaningOf(name: string): Meaning {
  const words = wordsOf(name);
  const of = ownerOf(words);
  return {
    kind: kindOf(words),
    of,
    derived: has(
      words,
      'avg|average|mean|max|maximum|min|minimum|peak|hwm|highest|lowest|median|std|' +
        'stddev|delta|diff|change|growth|leaked|p\\d\\d|percentile|last|first|before|' +
        'baseline|anon|file|shmem|shared',
    ),
    sum: has(words, 'total|sum|tree|all|overall|combined|aggregate'),
  };
}

function ownerOf(words: string): Meaning['of'] {
  if (
    has(
      words,
      'proc|process|app|application|python|self|job|task|child|children|tree|container|' +
        'pod|worker|workers|program|server process|rss',
    )
  )
    return 'process';
  if (
    has(
      words,
      'system|sys|machine|host|global|overall|physical|virtual memory used|svmem|os|' +
        'kbmem\\w*|kb',
    )
  )
    return 'machine';
  return undefined;
}

function kindOf(words: string): Kind {
  const memory = has(words, MEMORY);
  const resident =
    has(words, 'rss|resident|residentmemory|res|rsz|maxrss|vmrss|rssize') ||
    (memory && has(words, 'real')) ||
    / real (?:[kmg]i?b )?$/.test(words);
  const pss = has(words, 'pss');
  if (has(words, 'gpu\\w*|vram|cuda\\w*|nvidia|nvml|gfx|graphics|npu|tpu|fb'))
    return memory || resident || has(words, 'vram') ? 'gpu' : 'none';
  if (
    has(
      words,
      'operations?|ops|reads|writes|calls|transactions|allocations|hits|misses|faults?|failcnt|iops|bandwidth|throughput|speed|clock|freq\\w*|' +
        'temp\\w*|latency|pgfault|pgmajfault|rate|per sec|sec|events?|objects|count|cost|' +
        'score|power|pressure|bits?|kbits|mbits|mbps',
    )
  )
    return 'none';
  if (
    has(
      words,
      'disk|hdd|ssd|storage|filesystem|net|network|rx|tx|sent|recv|received|send|receive|' +
        'transmit\\w*|read|write|reads|writes|written|io|blkio|block|upload|download|' +
        'eth\\d|iface',
    ) &&
    !resident &&
    !memory
  )
    return 'none';
  if (has(words, 'mem io|memory io')) return 'none';
  if (
    has(
      words,
      'virt|virtual|virtualmemory|vsz|vms|vmsize|vsize|vm size|vm peak|vmpeak|vmem|swap|' +
        'swp|swapped|swpd|shr|shmem|shared|slab|dirty|pagefile|page file|pagefile usage|' +
        'paging|paged|nonpaged|pool|stack|vm swap|hugepages?\\w*|writeback',
    ) &&
    !(resident && !has(words, 'shared|shmem')) &&
    !pss &&
    !has(words, 'virtual memory used|virtual memory percent')
  )
    return memory || resident || has(words, 'swap|vsz|vms|virt|virtual|swpd|shared|shr|vsize|vmem')
      ? 'other'
      : 'none';
  const percent = has(
    words,
    'percent|percentage|pct|perc|usedperc|util|utilization|utilisation|usedpercent|' + 'ratio',
  );
  if (percent)
    return memory || resident || pss || has(words, 'used percent|usedperc') || words === ' percent '
      ? 'percent'
      : 'none';
  if (
    has(words, 'heap|heapused|heaptotal|nonheap|alloc|heapalloc|jvm') &&
    (has(words, 'heap|heapused|heaptotal|heapalloc') || memory)
  ) {
    if (
      has(
        words,
        'total|max|limit|committed|size|heaptotal|init|sys|free|idle|released|external|' +
          'objects|non|nonheap',
      ) &&
      !has(words, 'used')
    )
      return 'other';
    return 'heap';
  }
  if (resident) return 'rss';
  if (pss) return 'pss';
  if (has(words, 'uss')) return 'uss';
  if (has(words, 'working set|workingset|wset|ws')) return 'working set';
  if (has(words, 'private') && (memory || has(words, 'bytes|private [kmg]b'))) return 'private';
  if (has(words, 'commit|committed|committed as'))
    return has(words, 'limit') ? 'other' : 'committed';
  if (
    has(
      words,
      'avail|available|availble|headroom|remaining|доступно|verfügbar|frei|libre|disponible|свободно',
    )
  )
    return 'available';
  if (has(words, 'free|unused|idle|inactive')) return memory || words.length < 12 ? 'free' : 'none';
  if (has(words, 'cache|cached|cach|caches|buff|buffer|buffers|buffcache|buf')) return 'cache';
  if (
    has(
      words,
      'limit|limits|capacity|quota|request|requests|requested|reserved|installed|' + 'threshold',
    )
  )
    return 'total';
  const used = has(
    words,
    'used|usage|use|consumed|consumption|active|occupied|inuse|in use|belegt|verwendet|genutzt|utilisé\\w*|usada|занято|использовано',
  );
  if (has(words, 'total|tot|gesamt|всего') && !used)
    return memory || words.trim().length < 12 ? 'total' : 'none';
  if (has(words, 'cpu|load|core|cores') && !memory) return 'none';
  if (used && (memory || /^ (?:used|usage|in use|used (?:bytes|[kmg]i?b))(?= |$)/.test(words)))
    return 'used';
  if (has(words, 'rss\\w*|\\w*rss')) return 'rss';
  if (words === ' alloc ') return 'heap';
  return memory || /^ (?:bytes|[kmg]i?b) $/.test(words) ? 'memory' : 'none';
}

/** The value of a size's unit that a column's name has: '(KB)', 'rss_mb', '[GiB]', 'used_bytes'. */
export interface NamedUnit {
  /** Bytes. */
  readonly factor: number;
  readonly text: string;
}

const UNIT_WORDS: readonly (readonly [RegExp, number])[] = [
  [/ (bytes?|octets?) (?!sent|recv|per)/, 1],
  [/ (kb|kib|kbytes?|kilobytes?|kibibytes?|ki|кб) /, 1024],
  [/ (mb|mib|mbytes?|megabytes?|mebibytes?|mi|megs?|мб) /, 1024 ** 2],
  [/ (gb|gib|gbytes?|gigabytes?|gibibytes?|gi|gigs?|гб) /, 1024 ** 3],
  [/ (tb|tib) /, 1024 ** 4],
];
const LETTERS: Readonly<Record<string, number>> = { b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

/** The unit that a name has, undefined without one. */
export function unitInName(name: string): NamedUnit | undefined {
  const words = wordsOf(name);
  // One in brackets is meant for a reader.
  const inside = [...name.matchAll(/[([{<]\s*([A-Za-z]+)\s*[)\]}>]/g)].map(([, text = '']) => text);
  for (const text of inside) {
    const lower = text.toLowerCase();
    const factor = LETTERS[lower] ?? unitIn(` ${lower} `)?.factor;
    if (factor !== undefined) return { factor, text };
  }
  return unitIn(words);
}

function unitIn(words: string): NamedUnit | undefined {
  for (const [pattern, factor] of UNIT_WORDS) {
    const match = pattern.exec(words);
    if (match !== null) return { factor, text: match[1] ?? '' };
  }
  return undefined;
}
