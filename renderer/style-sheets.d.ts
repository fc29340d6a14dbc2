/** Style sheets are imported for their effect; the bundler collects them. */
declare module '*.css';

/** A style sheet's text, for the test that compares it with the tokens. */
declare module '*.css?raw' {
  const text: string;
  export default text;
}

/** Vite's list of files, for the test that reads every style sheet. */
// An interface of the language can only be extended by one.
// oxlint-disable-next-line typescript/consistent-type-definitions
interface ImportMeta {
  glob(pattern: string, options: Readonly<{ query: '?raw'; import: 'default'; eager: true }>): Record<string, string>;
}
