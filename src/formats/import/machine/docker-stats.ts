import {
  CERTAINTY,
  type Import,
  type ImportContext,
  type Importer,
  type Sniff,
} from '../importer.ts';
import { type Header, headerOf, pairsOf, rowOf, rowsOfJson } from './docker-rows.ts';
import { Frames } from './frames.ts';
import { cleaned } from './lines.ts';
import { findStamp, loneStamp, type Stamp } from './stamps.ts';

/** Cells between commas are another tool's csv, unless they hold pairs. */
const TABLE = /^\s*(?:CONTAINER(?: ID)?|NAME|ID)\b[^,;\t]*(?:CPU %|MEM USAGE|MEM %)[^,;\t]*$/;
const JSON_FIELD = /"(?:MemUsage|mem_usage)"\s*:\s*"[^"/]{0,40}\/|"memory_stats"\s*:\s*\{/;

/** `docker stats` and `podman stats`: the repainted screen, a loop of --no-stream, --format json, csv or any template. */
export const dockerStats: Importer = {
  help: 'docker stats or podman stats, as a screen, table, csv or JSON',
  recognizes: (sniff) => (isDockerStats(sniff) ? CERTAINTY.sure : CERTAINTY.no),
  marker: /^\s*(?:CONTAINER(?: ID)?|NAME)\b.*MEM USAGE ?\/ ?LIMIT/,
  open: (context) => new DockerImport(context),
};

function isDockerStats({ head, lines }: Sniff): boolean {
  if (JSON_FIELD.test(head) || lines.some((line) => TABLE.test(line))) return true;
  // Used and limit in columns of their own are any table's; its pairs are network and disk.
  if (lines.some((line) => isApart(headerOf(line)))) return false;
  // Without a header: rows with used and limit. What downloads shows such pairs too, but of no container's share.
  const rows = lines.filter((line) => pairsOf(line).length > 0);
  const binary = rows.filter((line) => /iB\b/.test(line)).length;
  const shares = rows.filter((line) => /\d%/.test(line)).length;
  const header = lines.some((line) => headerOf(line)?.pair !== undefined);
  return (
    rows.length >= lines.length / 3 &&
    rows.length > 0 &&
    (header || 2 * (binary + shares) > rows.length)
  );
}

function isApart(header: Header | undefined): boolean {
  const cells = header?.cells ?? [];
  const limit = cells.some((cell) => /^mem(?:ory)?[ _-]?limit/i.test(cell));
  return limit && !cells.includes('/');
}

class DockerImport implements Import {
  readonly #frames: Frames;
  #header: Header | undefined;
  /** Of JSON over several lines, what was read of it. */
  #json: string[] = [];

  constructor(context: ImportContext) {
    this.#frames = new Frames(context, { source: 'docker stats', measure: 'cgroup' });
  }

  add(line: string): void {
    if (/\x1b\[(?:2J|H|1;1H)/.test(line)) this.#frames.boundary();
    const { text, prefix } = cleaned(line);
    if (text.trim() === '' || this.#isJson(text)) return;
    const header = headerOf(text);
    if (header !== undefined) {
      this.#header = header;
      this.#frames.boundary();
      return;
    }
    const row = rowOf(text, this.#header);
    if (row !== undefined) {
      const stamp = row.stamp ?? prefix;
      this.#frames.row(row.name, row.bytes, stamp === undefined ? {} : { stamp });
      return;
    }
    const stamp = loneStamp(text);
    if (stamp !== undefined) this.#frames.stampLine(stamp);
  }

  finish(): void {
    this.#frames.finish(
      this.#header !== undefined && this.#header.pair === undefined
        ? 'docker stats was recorded without its memory column'
        : 'these are docker stats without a container that ran',
      'add {{.MemUsage}} to --format',
    );
  }

  /** Takes a line of JSON. */
  #isJson(text: string): boolean {
    if (this.#json.length > 0) {
      this.#json.push(text);
      if (/^[\]}]/.test(text)) {
        this.#addJson(this.#json.join('\n'), undefined);
        this.#json = [];
      }
      return true;
    }
    const at = text.search(/[[{]/);
    if (at < 0) return false;
    const before = findStamp(text.slice(0, at));
    if (this.#addJson(text.slice(at), before?.stamp)) return true;
    if (!/^[[{]\s*$/.test(text)) return false;
    this.#json.push(text);
    return true;
  }

  #addJson(text: string, stamp: Stamp | undefined): boolean {
    const value = parsed(text);
    if (value === undefined) return false;
    // An array is one poll of all containers.
    if (Array.isArray(value)) this.#frames.boundary();
    for (const row of rowsOfJson(value)) {
      const own = row.stamp ?? stamp;
      this.#frames.row(row.name, row.bytes, own === undefined ? {} : { stamp: own });
    }
    return true;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
