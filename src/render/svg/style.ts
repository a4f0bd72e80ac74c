import type { PhaseKind } from '../../analyze/report/types.ts';

/** The classes of a phase's colour. */
export const KIND_CLASS: Readonly<Record<PhaseKind, string>> = {
  rise: 'rise',
  climb: 'climb',
  plateau: 'flat',
  decline: 'fall',
  drop: 'fall',
};

interface Theme {
  readonly ground: string;
  readonly edge: string;
  readonly ink: string;
  readonly muted: string;
  readonly grid: string;
  readonly curve: string;
  readonly limit: string;
  readonly rise: string;
  readonly climb: string;
  readonly flat: string;
  readonly fall: string;
}

/** Every text has at least 4.5:1 on the ground, every line that matters 3:1 (WCAG 2.2, 1.4.3 and 1.4.11). */
export const LIGHT: Theme = {
  ground: '#ffffff',
  edge: '#d1d9e0',
  ink: '#1f2328',
  muted: '#59636e',
  grid: '#e4e8ec',
  curve: '#1f2328',
  limit: '#cf222e',
  rise: '#c4322b',
  climb: '#8250df',
  flat: '#59636e',
  fall: '#0969da',
};

export const DARK: Theme = {
  ground: '#0d1117',
  edge: '#3d444d',
  ink: '#f0f6fc',
  muted: '#9198a1',
  grid: '#232a33',
  curve: '#f0f6fc',
  limit: '#ff7b72',
  rise: '#ff8f7a',
  climb: '#c297ff',
  flat: '#9198a1',
  fall: '#6cb6ff',
};

const FONT =
  'system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Helvetica Neue",Arial,sans-serif';

/** Colours as classes, not as variables: programs that draw no web pages know those. */
export function styleSheet(): string {
  return (
    `text{font-family:${FONT};font-size:12px}` +
    '.title{font-size:18px;font-weight:600}.small{font-size:13px}.name{font-weight:600}' +
    '.line{fill:none;stroke-width:1.75;stroke-linejoin:round;stroke-linecap:round}' +
    '.rule{fill:none;stroke-width:1}.dash{stroke-dasharray:6 4}.band{fill-opacity:.09}.focus{fill-opacity:.2}' +
    '.halo{paint-order:stroke;stroke-width:3px;stroke-linejoin:round}' +
    `${colours(LIGHT)}@media(prefers-color-scheme:dark){${colours(DARK)}}`
  );
}

function colours(theme: Theme): string {
  const { ground, edge, ink, muted, grid, curve, limit, rise, climb, flat, fall } = theme;
  const kinds = Object.entries({ rise, climb, flat, fall });
  return [
    `.ground{fill:${ground};stroke:${edge}}.halo{stroke:${ground}}`,
    `.ink{fill:${ink}}.muted{fill:${muted}}.grid{stroke:${grid}}.axis{stroke:${muted}}`,
    `.line{stroke:${curve}}.limit{stroke:${limit}}.over{fill:${limit}}`,
    ...kinds.map(([name, colour]) => `.${name}{fill:${colour}}`),
  ].join('');
}
