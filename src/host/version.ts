declare const __VERSION__: string;

/** The version of this program; the bundler puts it in. */
export const VERSION: string = typeof __VERSION__ === 'string' ? __VERSION__ : '0.0.0';

export const NODE_VERSION: string = process.versions.node;
