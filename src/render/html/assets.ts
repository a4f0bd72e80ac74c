declare const __HTML_SCRIPT__: string;
declare const __HTML_STYLE__: string;

/** The page's script and its style sheet; the bundler puts them in. Empty where the program runs from its source. */
export const SCRIPT: string = typeof __HTML_SCRIPT__ === 'string' ? __HTML_SCRIPT__ : '';
export const STYLE: string = typeof __HTML_STYLE__ === 'string' ? __HTML_STYLE__ : '';
