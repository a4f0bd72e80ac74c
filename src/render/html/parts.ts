import { type Html, html } from './escape.ts';

/** A column of a table: its heading, and whether it holds numbers. */
export interface Column {
  readonly head: string;
  readonly number?: true;
}

type Cell = string | Html;

export interface Table {
  readonly caption: string;
  /** Whether only screen readers get the caption: a heading says the same. */
  readonly quiet?: boolean;
  readonly columns: readonly Column[];
  /** The first cell of each row names it. */
  readonly rows: readonly (readonly Cell[])[];
}

/** A table that scrolls sideways by itself where it is too wide. */
export function table({ caption, quiet, columns, rows }: Table): Html {
  const kind = (i: number): string => (columns[i]?.number === true ? 'n' : 't');
  const heads = columns.map(({ head }, i) =>
    head === '' ? html`<td></td>` : html`<th scope="col" class="${kind(i)}">${head}</th>`,
  );
  const body = rows.map((row) => {
    const cells = row.map((cell, i) =>
      i === 0
        ? html`<th scope="row" class="${kind(i)}">${cell}</th>`
        : html`<td class="${kind(i)}">${cell}</td>`,
    );
    return html`<tr>${cells}</tr>\n`;
  });
  return html`<div class="wide" role="region" aria-label="${caption}" tabindex="0"><table>
<caption class="${quiet === true ? 'unseen' : 'seen'}">${caption}</caption>
<thead><tr>${heads}</tr></thead>
<tbody>
${body}</tbody>
</table></div>`;
}

/** The chart with its tools, which the script fills; `log`: a list of lines beside it; `axis`: what times count. */
export function chartSection(summary: string, log: boolean, axis = 'time'): Html {
  return html`<section class="work${log ? ' with-log' : ''}" aria-labelledby="curve-title">
<div class="panel curve">
<h2 id="curve-title">Memory over ${axis}</h2>
<div class="tools" id="tools" role="group" aria-label="The chart's tools" hidden>
<span class="buttons"><button type="button" data-do="in" aria-label="Zoom in" title="Zoom in (+)">+</button><button type="button" data-do="out" aria-label="Zoom out" title="Zoom out (−)">−</button><button type="button" data-do="left" aria-label="Earlier" title="Earlier (←)">←</button><button type="button" data-do="right" aria-label="Later" title="Later (→)">→</button><button type="button" data-do="all" title="The whole run (0)">All</button></span>
<span class="switches" id="switches"></span>
</div>
<div id="chart" class="chart" tabindex="0" role="group" aria-label="${summary}" aria-describedby="keys"></div>
<ul id="legend" class="legend" aria-label="What is drawn" hidden></ul>
<p id="status" class="status" role="status"></p>
<details class="keys"><summary>Keys, mouse and touch</summary>
<p id="keys">With the chart in focus: <kbd>+</kbd> and <kbd>−</kbd> zoom, <kbd>←</kbd> and <kbd>→</kbd> move, <kbd>0</kbd> shows the whole run. With the mouse: drag over a span to zoom to it, turn the wheel to zoom, drag with <kbd>Shift</kbd> to move, double-click for the whole run. By touch: one finger moves, two zoom.${log ? ' In the log, ↑ and ↓ go from line to line.' : ''}</p></details>
<noscript><p>The curve is drawn by a script, which is switched off here. The tables below hold its numbers.</p></noscript>
</div>
${log && logPanel()}
</section>`;
}

function logPanel(): Html {
  return html`<div class="panel log">
<h2 id="log-title">Log</h2>
<form id="search" role="search" aria-label="The log" hidden>
<input type="search" id="needle" aria-label="Search in the log" placeholder="Search" autocomplete="off" spellcheck="false">
<button type="button" id="previous" aria-label="Previous match" title="Previous match (Shift+Enter)">↑</button>
<button type="button" id="next" aria-label="Next match" title="Next match (Enter)">↓</button>
<span id="matches" role="status"></span>
</form>
<ol id="log" tabindex="0" aria-labelledby="log-title"></ol>
<p id="left-out" class="status"></p>
</div>`;
}

/** Sentences as a list under a heading; undefined without any. */
export function sentences(heading: string, id: string, texts: readonly string[]): Html | undefined {
  if (texts.length === 0) return undefined;
  return html`<section class="panel" aria-labelledby="${id}">
<h2 id="${id}">${heading}</h2>
<ul class="notes">${texts.map((text) => html`<li>${text}</li>\n`)}</ul>
</section>`;
}
