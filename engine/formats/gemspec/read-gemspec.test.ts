import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readsEveryPrefix, readsOrRefuses } from '#engine/testing/every-prefix.ts';
import { readGemspec } from './read-gemspec.ts';

/** As RubyGems writes the specification of an installed gem. */
const installed = `# -*- encoding: utf-8 -*-
# stub: rack 3.0.8 ruby lib

Gem::Specification.new do |s|
  s.name = "rack".freeze
  s.version = "3.0.8"

  s.required_rubygems_version = Gem::Requirement.new(">= 0".freeze) if s.respond_to? :required_rubygems_version=
  s.authors = ["Leah Neukirchen".freeze]
  s.homepage = "https://github.com/rack/rack".freeze
  s.licenses = ["MIT".freeze, "Ruby".freeze]
  s.add_runtime_dependency(%q<webrick>.freeze, ["~> 1.8".freeze, ">= 1".freeze])
  s.add_development_dependency(%q<minitest>.freeze, ["~> 5.0".freeze])
end
`;

describe('readGemspec', () => {
  it('reads what RubyGems writes', () => {
    const spec = readGemspec(installed);
    const { name, version, homepage, licences, dependencies, computed } = spec;
    expect([name?.value, version?.value, homepage?.value, licences.map(({ value }) => value)]).toEqual([
      'rack',
      '3.0.8',
      'https://github.com/rack/rack',
      ['MIT', 'Ruby'],
    ]);
    expect(installed.slice(name?.range.from, name?.range.to)).toBe('  s.name = "rack".freeze\n');
    expect(dependencies).toEqual([{ name: 'webrick', stated: '~> 1.8, >= 1' }]);
    expect(computed).toEqual([]);
  });

  it.for<[line: string, field: 'name' | 'version' | 'licences', want: string | undefined]>([
    [`s.name = 'x'`, 'name', 'x'],
    [`spec.name = %q<x>`, 'name', 'x'],
    ['s.name = NAME', 'name', undefined],
    ['s.name = "x#{y}"', 'name', undefined],
    [String.raw`s.name = "x\ny"`, 'name', undefined],
    ['s.name = "x" + "y"', 'name', undefined],
    ['s.name == "x"', 'name', undefined],
    ['s.version = Gem::Version.new("1.2")', 'version', '1.2'],
    ['s.version = Foo::VERSION', 'version', undefined],
    ['s.license = "MIT"', 'licences', 'MIT'],
  ])('%s', ([line, field, want]) => {
    const spec = readGemspec(line);
    expect(field === 'licences' ? spec.licences[0]?.value : spec[field]?.value).toBe(want);
  });

  it('the first statement of a field counts', () => {
    expect(readGemspec('s.name = "a"\ns.name = "b"\n').name?.value).toBe('a');
  });

  it('survives every cut and any lines', () => {
    const all = (bytes: Uint8Array): unknown => readGemspec(Buffer.from(bytes).toString('latin1'));
    readsEveryPrefix(Buffer.from(installed), all);
    const part = fc.constantFrom(
      's.name',
      ' = ',
      '"',
      "'",
      '.freeze',
      '%q<',
      '>',
      ',',
      '\n',
      's.add_dependency(',
      ')',
      '#',
    );
    fc.assert(fc.property(fc.array(part), (parts) => readsOrRefuses(Buffer.from(parts.join('')), all, parts.join(''))));
  });
});
