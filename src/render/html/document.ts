import { createHash } from 'node:crypto';
import { VERSION } from '../../host/version.ts';
import { SCRIPT, STYLE } from './assets.ts';
import { Html, html, scriptJson } from './escape.ts';
import type { PageData } from './page-data.ts';

export interface Page {
  /** Plain text. */
  readonly title: string;
  /** What stands in the header beside the switch of the theme. */
  readonly header: Html;
  readonly main: readonly Html[];
  readonly data: PageData;
}

/**
 * A whole page that needs nothing but itself. Its Content-Security-Policy lets only its own script and style in, by their
 * hashes: nothing in the data could run or load anything, even if it got past the escaping.
 */
export function documentOf({ title, header, main, data }: Page): string {
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(SCRIPT)}'`,
    `style-src '${hashOf(STYLE)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${Html.ours(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="memwrap ${VERSION}">
<title>${title}</title>
<style>${Html.ours(STYLE)}</style>
</head>
<body>
<a class="skip" href="#answer">To the answer</a>
<header class="top">
<div class="what">${header}</div>
<button type="button" id="theme" hidden>Dark</button>
</header>
<main>
${join(main)}
</main>
<footer>memwrap ${VERSION}. This page holds all of its data and loads nothing.</footer>
<script type="application/json" id="data">${Html.ours(scriptJson(data))}</script>
<script>${Html.ours(SCRIPT)}</script>
</body>
</html>
`;
  return page.toString();
}

export function join(parts: readonly (Html | undefined)[]): Html {
  return Html.ours(parts.filter((part) => part !== undefined).join('\n'));
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
