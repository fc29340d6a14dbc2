import type { Analyzer } from './analyzer.ts';
import { elf } from './binary/elf/index.ts';
import { macho } from './binary/macho/index.ts';
import { pe } from './binary/pe/index.ts';
import { dotnetAssembly } from './language/dotnet-assembly/index.ts';
import { dotnetBundle } from './language/dotnet-bundle/index.ts';
import { dotnetDeps } from './language/dotnet-deps/index.ts';
import { goBinary } from './language/go-binary/index.ts';
import { goMarkers } from './language/go-markers/index.ts';
import { javaArchive } from './language/java-archive/index.ts';
import { jvmRelease } from './language/jvm-release/index.ts';
import { bitnamiSpdx } from './language/bitnami-spdx/index.ts';
import { condaMeta } from './language/conda-meta/index.ts';
import { phpInstalled } from './language/php-installed/index.ts';
import { nodePackage } from './language/node-package/index.ts';
import { pythonDirectUrl } from './language/python-direct-url/index.ts';
import { pythonEgg } from './language/python-egg/index.ts';
import { pythonInstalledFiles } from './language/python-installed-files/index.ts';
import { pythonInstaller } from './language/python-installer/index.ts';
import { pythonMetadata } from './language/python-metadata/index.ts';
import { pythonRecord } from './language/python-record/index.ts';
import { rDescription } from './language/r-description/index.ts';
import { rubyGemspec } from './language/ruby-gemspec/index.ts';
import { rustBinary } from './language/rust-binary/index.ts';
import { alpmDesc } from './os/alpm-desc/index.ts';
import { alpmFiles } from './os/alpm-files/index.ts';
import { apkInstalledDb } from './os/apk-installed-db/index.ts';
import { chiselManifest } from './os/chisel-manifest/index.ts';
import { debianCopyright } from './os/debian-copyright/index.ts';
import { dpkgDiversions } from './os/dpkg-diversions/index.ts';
import { dpkgList } from './os/dpkg-list/index.ts';
import { dpkgMd5sums } from './os/dpkg-md5sums/index.ts';
import { dpkgStatus } from './os/dpkg-status/index.ts';
import { opkgList } from './os/opkg-list/index.ts';
import { opkgStatus } from './os/opkg-status/index.ts';
import { osRelease } from './os/os-release/index.ts';
import { releaseFiles } from './os/release-files/index.ts';
import { rpmBdb } from './os/rpm-bdb/index.ts';
import { rpmManifest } from './os/rpm-manifest/index.ts';
import { rpmNdb } from './os/rpm-ndb/index.ts';
import { rpmSqlite } from './os/rpm-sqlite/index.ts';

/** Every plug-in, in the order results are merged. Written out by hand so that it can be read and searched; the test compares it with the folders. */
export const analyzers: readonly Analyzer[] = [
  osRelease,
  releaseFiles,
  dpkgStatus,
  dpkgList,
  dpkgMd5sums,
  dpkgDiversions,
  debianCopyright,
  apkInstalledDb,
  rpmSqlite,
  rpmNdb,
  rpmBdb,
  rpmManifest,
  alpmDesc,
  alpmFiles,
  opkgStatus,
  opkgList,
  chiselManifest,
  dotnetAssembly,
  dotnetBundle,
  dotnetDeps,
  goBinary,
  goMarkers,
  javaArchive,
  jvmRelease,
  nodePackage,
  phpInstalled,
  condaMeta,
  bitnamiSpdx,
  pythonMetadata,
  pythonRecord,
  pythonEgg,
  pythonInstalledFiles,
  pythonDirectUrl,
  pythonInstaller,
  rubyGemspec,
  elf,
  pe,
  macho,
  rustBinary,
  rDescription,
];
