/** Style sheets are imported for their effect; the bundler collects them. */
declare module '*.css';

/** A style sheet's text, for the test that compares it with the tokens. */
declare module '*.css?raw' {
  const text: string;
  export default text;
}
