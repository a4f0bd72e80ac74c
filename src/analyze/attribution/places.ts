import { MOST_TEMPLATES } from '../templates/template-table.ts';

/** The index of each template in a list, -1 if it is not in it. */
export function placesOf(templates: readonly number[]): Int32Array {
  const places = new Int32Array(MOST_TEMPLATES).fill(-1);
  for (const [place, template] of templates.entries()) places[template] = place;
  return places;
}
