declare const __VERSION__: string;

/** Of this program; the bundler puts it in. */
export const VERSION: string = typeof __VERSION__ === 'string' ? __VERSION__ : '0.0.0';
