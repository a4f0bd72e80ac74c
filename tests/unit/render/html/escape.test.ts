import { expect, test } from 'vitest';
import { Html, html, scriptJson } from '../../../../src/render/html/escape.ts';

test('text is escaped, HTML is not, and what is absent is left out', () => {
  const inner = html`<b>${'<i>&"\''}</b>`;
  expect(String(inner)).toBe('<b>&lt;i&gt;&amp;&quot;&#39;</b>');
  expect(String(html`<p title="${'"x'}">${[inner, inner]}${undefined}${false}${0}</p>`)).toBe(
    `<p title="&quot;x">${inner}${inner}0</p>`,
  );
  expect(inner).toBeInstanceOf(Html);
});

test('JSON in a script ends no element and reads back the same', () => {
  const value = { text: '</script><!--<script>\u2028\u2029"\\', list: [1, '<'] };
  const text = scriptJson(value);
  expect(text).not.toMatch(/[<\u2028\u2029]/);
  expect(JSON.parse(text)).toEqual(value);
});
