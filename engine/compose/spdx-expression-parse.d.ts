declare module 'spdx-expression-parse' {
  type Leaf = { license: string; plus?: true; exception?: string };
  type Pair = { left: Expression; conjunction: 'and' | 'or'; right: Expression };
  type Expression = Leaf | Pair;
  /** @throws Error for text that is not an expression of known licence and exception identifiers */
  function parse(source: string): Expression;
  export = parse;
}
