/** Bit of commands that a loader which does not know them must refuse. */
const REQUIRED = 0x8000_0000;

/** Load commands that are read here, by their names in mach-o/loader.h. */
export const LC = {
  segment: 0x1,
  unixThread: 0x5,
  loadDylib: 0xc,
  idDylib: 0xd,
  loadDylinker: 0xe,
  loadWeakDylib: REQUIRED + 0x18,
  segment64: 0x19,
  uuid: 0x1b,
  rpath: REQUIRED + 0x1c,
  codeSignature: 0x1d,
  reexportDylib: REQUIRED + 0x1f,
  lazyLoadDylib: 0x20,
  loadUpwardDylib: REQUIRED + 0x23,
  versionMinMacos: 0x24,
  versionMinIos: 0x25,
  dyldEnvironment: 0x27,
  main: REQUIRED + 0x28,
  sourceVersion: 0x2a,
  versionMinTvos: 0x2f,
  versionMinWatchos: 0x30,
  buildVersion: 0x32,
} as const;
