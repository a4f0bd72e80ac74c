import { byId } from './dom.ts';

/** The button that switches between dark and light; what the system prefers is the beginning. `changed`: repaint. */
export function setUpTheme(changed: () => void): void {
  const button = byId('theme', HTMLButtonElement);
  const preference = window.matchMedia('(prefers-color-scheme: dark)');
  const root = document.documentElement;
  const isDark = (): boolean =>
    root.dataset['theme'] === undefined ? preference.matches : root.dataset['theme'] === 'dark';
  const show = (): void => {
    if (button !== undefined) button.textContent = isDark() ? 'Light' : 'Dark';
    changed();
  };
  preference.addEventListener('change', show);
  if (button === undefined) return;
  button.hidden = false;
  button.setAttribute('aria-label', 'Switch between dark and light');
  button.addEventListener('click', () => {
    root.dataset['theme'] = isDark() ? 'light' : 'dark';
    show();
  });
  button.textContent = isDark() ? 'Light' : 'Dark';
}

/** The page's colours by name, as the style sheet has them at this moment. */
export function colors(): (name: string) => string {
  const style = getComputedStyle(document.documentElement);
  return (name) => style.getPropertyValue(`--${name}`).trim();
}
