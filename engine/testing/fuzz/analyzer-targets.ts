import { zstdCompressSync } from 'node:zlib';
import { analyzers } from '#engine/analyzers/registry.ts';
import * as seeds from './seeds.ts';
import { analyzerTarget, type FuzzTarget, latin1 } from './target.ts';
import * as texts from './texts.ts';

type Input = Readonly<{ seeds: () => readonly Uint8Array[]; tokens?: readonly string[] }>;

const text = (list: readonly string[], tokens: readonly string[] = []): Input => ({
  seeds: () => list.map(latin1),
  tokens,
});
const programs: Input = { seeds: seeds.executables };

/** Valid input by plug-in. */
const INPUTS: Readonly<Record<string, Input>> = {
  'os/os-release': text(texts.OS_RELEASE, ['"', '=', '\n']),
  'os/release-files': text(texts.RELEASE),
  'os/dpkg-status': text(texts.DPKG_STATUS, texts.DEB822_TOKENS),
  'os/dpkg-list': text(texts.FILE_LISTS, texts.LIST_TOKENS),
  'os/dpkg-md5sums': text(texts.MD5SUMS, texts.LIST_TOKENS),
  'os/dpkg-diversions': text(texts.DIVERSIONS, texts.LIST_TOKENS),
  'os/debian-copyright': text(texts.COPYRIGHT, [...texts.DEB822_TOKENS, 'License: ', 'Files: ']),
  'os/apk-installed-db': text(texts.APK, texts.APK_TOKENS),
  'os/rpm-sqlite': { seeds: seeds.sqliteSets },
  'os/rpm-ndb': { seeds: seeds.ndbFiles },
  'os/rpm-bdb': { seeds: seeds.bdbFiles },
  'os/rpm-manifest': text(texts.RPM_MANIFEST, ['\t', '\n', '(none)']),
  'os/alpm-desc': text(texts.ALPM, texts.ALPM_TOKENS),
  'os/alpm-files': text(texts.ALPM, texts.ALPM_TOKENS),
  'os/opkg-status': text(texts.OPKG_STATUS, texts.DEB822_TOKENS),
  'os/opkg-list': text(texts.FILE_LISTS, texts.LIST_TOKENS),
  'os/chisel-manifest': { seeds: () => texts.CHISEL.map((one) => zstdCompressSync(one)) },
  'language/dotnet-assembly': programs,
  'language/dotnet-bundle': programs,
  'language/dotnet-deps': text([seeds.DEPS_JSON, texts.RUNTIME_CONFIG], texts.JSON_TOKENS),
  'language/go-binary': programs,
  'language/go-markers': programs,
  'language/java-archive': { seeds: seeds.jars },
  'language/jvm-release': text(texts.JVM_RELEASE, ['"', '=', '\n', 'JAVA_VERSION=']),
  'language/node-package': text(texts.PACKAGE_JSON, texts.JSON_TOKENS),
  'language/php-installed': text(texts.COMPOSER, texts.JSON_TOKENS),
  'language/conda-meta': text(texts.CONDA, texts.JSON_TOKENS),
  'language/bitnami-spdx': text(texts.BITNAMI, texts.JSON_TOKENS),
  'language/python-metadata': text(texts.PY_METADATA, texts.DEB822_TOKENS),
  'language/python-record': text(texts.RECORD, ['"', ',', '\n']),
  'language/python-egg': { seeds: seeds.eggs },
  'language/python-installed-files': text(['../a.py\r\n../é.py\n'], texts.LIST_TOKENS),
  'language/python-direct-url': text(texts.DIRECT_URL, texts.JSON_TOKENS),
  'language/python-installer': text([' pip \r\nmore']),
  'language/ruby-gemspec': text(texts.GEMSPEC, texts.GEMSPEC_TOKENS),
  'binary/pe': { seeds: seeds.pePrograms },
  'binary/macho': { seeds: seeds.machoPrograms },
  'binary/elf': { seeds: seeds.elfPrograms },
  'language/rust-binary': programs,
  'language/r-description': text(texts.R_DESCRIPTION, texts.DEB822_TOKENS),
};

/** Plug-ins of the registry that nobody has written valid input for. */
export const analyzersWithoutInput: readonly string[] = analyzers
  .filter(({ id }) => INPUTS[id] === undefined)
  .map(({ id }) => id);

/** Every plug-in, with its predicate bypassed; one without valid input gets the programs and random bytes. */
export const analyzerTargets: readonly FuzzTarget[] = analyzers.map((analyzer) => {
  const { seeds: make, tokens } = INPUTS[analyzer.id] ?? programs;
  return analyzerTarget(analyzer, make, tokens);
});
