/** One theme of `tokens.json`: group → name → `#RRGGBB`. */
export type Theme = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * The style sheet that `tokens.json` stands for: `--<group>-<name>`, light by default, dark where the OS is, and either where
 * `data-theme` of the root element says so.
 * `tokens.css` holds this text, so that the page needs no script for its first colours; a test compares both.
 */
export function tokenCss(themes: Readonly<{ light: Theme; dark: Theme }>): string {
  const block = (theme: Theme, indent: string): string =>
    Object.entries(theme)
      .flatMap(([group, names]) =>
        Object.entries(names).map(
          ([name, value]) => `${indent}--${kebab(group)}-${kebab(name)}: ${value.toLowerCase()};`,
        ),
      )
      .join('\n');
  return `/* Made from tokens.json by token-css.ts; token-css.test.ts compares. */
:root {
  color-scheme: light dark;
${block(themes.light, '  ')}
}

@media (prefers-color-scheme: dark) {
  :root:not([data-theme='light']) {
${block(themes.dark, '    ')}
  }
}

:root[data-theme='light'] {
  color-scheme: light;
}

:root[data-theme='dark'] {
  color-scheme: dark;
${block(themes.dark, '  ')}
}
`;
}

function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
