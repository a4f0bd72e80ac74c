import { MOST_TEMPLATES } from '../templates/template-table.ts';

/** For each number of a template its place in a list, -1 where it is not there. */
export function placesOf(templates: readonly number[]): Int32Array {
  const places = new Int32Array(MOST_TEMPLATES).fill(-1);
  for (const [place, template] of templates.entries()) places[template] = place;
  return places;
}
