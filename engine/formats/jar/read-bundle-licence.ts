/**
 * Licence names of a `Bundle-License` attribute: clauses behind commas, each a name (often an SPDX identifier or an address) and
 * perhaps parameters behind a semicolon. `<<EXTERNAL>>` says that the text is elsewhere, and so nothing.
 *
 * @see OSGi Core, "Bundle-License"
 */
export function readBundleLicence(value: string): string[] {
  const names: string[] = [];
  // A parameter's value may be quoted, with commas and semicolons in it.
  for (const [clause] of value.matchAll(/(?:"[^"]*"?|[^",])+/g)) {
    const [quoted = ''] = /^(?:"[^"]*"?|[^";])*/.exec(clause) ?? [];
    const name = quoted.replaceAll('"', '').trim();
    if (name !== '' && name !== '<<EXTERNAL>>') names.push(name);
  }
  return names;
}
