import type { GoBuildFact } from '#shared/model/facts/go.ts';

/** Build settings by the name of their property. A setting that is not listed is not told: names of properties are never an image's. */
const SETTINGS: Readonly<Record<string, string>> = {
  '-asmflags': 'build.asmflags',
  '-buildmode': 'build.buildmode',
  '-compiler': 'build.compiler',
  '-cover': 'build.cover',
  '-gcflags': 'build.gcflags',
  '-ldflags': 'build.ldflags',
  '-pgo': 'build.pgo',
  '-race': 'build.race',
  '-tags': 'build.tags',
  '-trimpath': 'build.trimpath',
  CGO_CFLAGS: 'build.cgo-cflags',
  CGO_CPPFLAGS: 'build.cgo-cppflags',
  CGO_CXXFLAGS: 'build.cgo-cxxflags',
  CGO_ENABLED: 'build.cgo-enabled',
  CGO_LDFLAGS: 'build.cgo-ldflags',
  DefaultGODEBUG: 'build.godebug',
  GO386: 'build.go386',
  GOAMD64: 'build.goamd64',
  GOARCH: 'build.goarch',
  GOARM: 'build.goarm',
  GOARM64: 'build.goarm64',
  GOEXPERIMENT: 'build.goexperiment',
  GOFIPS140: 'build.gofips140',
  GOMIPS: 'build.gomips',
  GOMIPS64: 'build.gomips64',
  GOOS: 'build.goos',
  GOPPC64: 'build.goppc64',
  GORISCV64: 'build.goriscv64',
  vcs: 'vcs.system',
  'vcs.modified': 'vcs.modified',
  'vcs.revision': 'vcs.revision',
  'vcs.time': 'vcs.time',
};

/** What a Go program says of its making. A revision is told and never made a version of: only Go's own tool may do that. */
export function goDetails({ goVersion, mainPackage, settings }: GoBuildFact): Record<string, string> {
  return {
    goVersion: goVersion.text,
    ...(mainPackage === null ? {} : { mainPackage }),
    ...Object.fromEntries(
      settings.flatMap(({ key, value }) => {
        const name = Object.hasOwn(SETTINGS, key) ? SETTINGS[key] : undefined;
        return name === undefined || value === '' ? [] : [[name, value]];
      }),
    ),
  };
}
