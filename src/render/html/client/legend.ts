import { WORTH_SHOWING } from './chart.ts';
import { byId, make } from './dom.ts';
import { LANE_COLORS, type Model, type Shown } from './model.ts';

/** The switches of the toolbar, and one for each group of processes or run. `changed`: what is shown has. */
export function setUpLegend(model: Model, shown: Shown, changed: () => void): void {
  const { data, lanes, curves, machine } = model;
  const switches = byId('switches', HTMLElement);
  const legend = byId('legend', HTMLUListElement);
  if (switches === undefined || legend === undefined) return;
  const add = (
    name: string,
    key: keyof Shown & ('processes' | 'machine' | 'limits' | 'marks' | 'phases'),
  ): void => {
    switches.append(
      box(name, shown[key], (on) => {
        shown[key] = on;
        if (key === 'processes') legend.hidden = !on;
        changed();
      }),
    );
  };
  if (data.phases.length > 1) add('Phases', 'phases');
  if (lanes.length > 0) add('Processes', 'processes');
  if (machine !== undefined) add('Machine', 'machine');
  if (hasLimits(model)) add('Limits', 'limits');
  if (data.marks.length > 0) add('Marks', 'marks');
  const toggle = (set: Set<number>, i: number) => (on: boolean) => {
    if (on) set.add(i);
    else set.delete(i);
    changed();
  };
  if (curves.length > 1) {
    for (const [i, { name }] of curves.entries()) {
      const swatch = i === 0 ? 'curve' : 'other';
      item(legend, box(name, true, toggle(shown.curves, i), swatch));
    }
  }
  for (const [i, { name }] of lanes.entries()) {
    item(legend, box(name, true, toggle(shown.lanes, i), `lane-${i % LANE_COLORS}`));
  }
  legend.hidden = legend.childElementCount === 0;
}

/** Whether a limit is near enough to the highest value to be drawn, or one was broken. */
function hasLimits({ data: { limits, breaches }, curves }: Model): boolean {
  let top = 0;
  for (const { values } of curves) for (const value of values) top = Math.max(top, value);
  return breaches.length > 0 || limits.some(({ bytes }) => bytes <= top * WORTH_SHOWING);
}

function item(list: HTMLElement, content: HTMLElement): void {
  const entry = make('li');
  entry.append(content);
  list.append(entry);
}

function box(
  name: string,
  on: boolean,
  changed: (on: boolean) => void,
  swatch?: string,
): HTMLLabelElement {
  const label = make('label');
  const input = make('input');
  input.type = 'checkbox';
  input.checked = on;
  input.addEventListener('change', () => changed(input.checked));
  label.append(input);
  if (swatch !== undefined) label.append(make('i', `swatch ${swatch}`));
  label.append(make('span', '', name));
  return label;
}
