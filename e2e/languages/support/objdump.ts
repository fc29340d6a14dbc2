import { run } from '../../images/support/tools.ts';

/** Machines by the names of BFD's formats. */
const MACHINES: Readonly<Record<string, number>> = { 'pei-i386': 0x14c, 'pei-x86-64': 0x8664 };

/** What `objdump -p` says of a PE file, in the terms of our facts. It reads x86 only, and knows no delay imports. */
export function objdumpOf(path: string): object {
  const text = run('objdump', ['-p', path]).toString('latin1');
  const hex = (field: string): number =>
    parseInt(new RegExp(`^${field}\\s+(?:0x)?([0-9a-f]+)`, 'm').exec(text)?.[1] ?? '', 16);
  return {
    machine: MACHINES[/file format (\S+)/.exec(text)?.[1] ?? ''],
    characteristics: hex('Characteristics'),
    subsystem: hex('Subsystem'),
    dllCharacteristics: hex('DllCharacteristics'),
    imports: importsOf(text),
    exports: exportsOf(text),
  };
}

function importsOf(text: string): object[] {
  // Ordinals are hexadecimal in PE32+ only; hints are not looked at.
  const base = text.includes('(PE32+)') ? 16 : 10;
  const tables = /The Import Tables[^]*?(?=\nThere is|\nThe |\nPE File|$)/.exec(text)?.[0] ?? '';
  return tables
    .split('\tDLL Name: ')
    .slice(1)
    .map((part) => {
      const [dll = '', ...lines] = part.split('\n');
      const rows = lines.flatMap((line) => {
        const [, ordinal = '', name = ''] = /^\t[0-9a-f]+\s+([0-9a-f]+)  (\S+)/.exec(line) ?? [];
        return name === '' ? [] : [{ ordinal: parseInt(ordinal, base), name }];
      });
      return {
        dll,
        names: rows.flatMap(({ name }) => (name === '<none>' ? [] : [name])),
        ordinals: rows.flatMap(({ ordinal, name }) => (name === '<none>' ? [ordinal] : [])),
      };
    });
}

function exportsOf(text: string): object | null {
  const table = /The Export Tables[^]*?(?=\n\nThe |\n\nPE File|$)/.exec(text)?.[0];
  if (table === undefined) return null;
  const [addresses = '', pointers = ''] = table.split('[Ordinal/Name Pointer] Table');
  const rows = [
    ...addresses.matchAll(/\t\[ *(\d+)\] \+base\[ *(\d+)\] [0-9a-f]+ (?:Export|Forwarder) RVA(?: -- (.*))?/g),
  ];
  const names = [...pointers.matchAll(/\t\[ *(\d+)\] (.*)/g)].map(([, index, name]) => ({ index, name }));
  return {
    dll: /^Name \t+[0-9a-f]+ (.*)/m.exec(table)?.[1] ?? '',
    functions: rows.length,
    names: names.map(({ name }) => name),
    forwards: rows.flatMap(([, index, ordinal, to]) => {
      if (to === undefined) return [];
      const own = names.filter((one) => one.index === index);
      return (own.length === 0 ? [{ name: `#${ordinal}` }] : own).map(({ name }) => ({ name, to }));
    }),
  };
}
