import { describe, expect, it } from 'vitest';
import { completeField, completeValue, completingAt, withoutCompleting } from './complete-query.ts';

/** `^` is the caret. */
const cases: { at: string; want: readonly [field: string | null, begun: string] | undefined; rest?: string }[] = [
  { at: '^', want: undefined },
  { at: 'ssl ^', want: undefined },
  { at: 'ty^', want: [null, 'ty'] },
  { at: 'ssl -ty^', want: [null, 'ty'] },
  { at: 'type:^', want: ['type', ''], rest: '' },
  { at: 'ssl eco:d^ layer:2', want: ['type', 'd'], rest: 'ssl  layer:2' },
  { at: 'ssl -type:deb,r^', want: ['type', 'r'], rest: 'ssl' },
  { at: '(lic:"a b",M^)', want: ['licence', 'M'] },
  { at: 'ssl lic:"a b",M^ is:added', want: ['licence', 'M'], rest: 'ssl  is:added' },
  { at: String.raw`-lic:"a \"b",x\,y,M^`, want: ['licence', 'M'], rest: '' },
  { at: 'is:un^', want: ['is', 'un'], rest: '' },
  { at: 'pkg:deb^', want: undefined },
  { at: 'no:such^', want: undefined },
  { at: '"type^', want: undefined },
  { at: 'ty^pe', want: undefined },
  { at: '/ab^', want: undefined },
];

describe('completion in the query box', () => {
  it.for(cases)('$at', ({ at, want, rest }) => {
    const caret = at.indexOf('^');
    const text = at.replace('^', '');
    const found = completingAt(text, caret);
    expect(found && [found.field, found.begun]).toEqual(want);
    if (found) expect(text.slice(found.from, found.to)).toBe(found.begun);
    if (found && rest !== undefined) expect(withoutCompleting(text, found)).toBe(rest);
  });

  it('proposes fields, and values as they have to be written', () => {
    expect(completeField('li')).toEqual([{ label: 'licence:', insert: 'licence:' }]);
    expect(completeValue('is', 'un', [])).toEqual([
      { label: 'unlicensed', insert: 'unlicensed ' },
      { label: 'unowned', insert: 'unowned ' },
    ]);
    expect(completeValue('type', 'e', ['deb', 'rpm'])).toEqual([{ label: 'deb', insert: 'deb ' }]);
    expect(completeValue('licence', 'm', ['MIT', 'say "m"', ''])).toEqual([
      { label: 'MIT', insert: '"MIT" ' },
      { label: 'say "m"', insert: String.raw`"say \"m\"" ` },
    ]);
  });
});
