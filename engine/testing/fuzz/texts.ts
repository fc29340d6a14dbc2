/** Valid texts of formats that are text, and words of them. */
const format = 'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n';
const md5 = 'd41d8cd98f00b204e9800998ecf8427e';

export const DPKG_STATUS = [
  'Package: libc6\nStatus: install ok installed\nPriority: optional\nSection: libs\nInstalled-Size: 12837\nMaintainer: J\xc3\xb6rg <j@x>\nArchitecture: amd64\nMulti-Arch: same\nSource: glibc (2.36)\nVersion: 1:2.36-9\nDescription: GNU C Library\n long text\n .\nConffiles:\n /etc/a d41d8cd98f00b204e9800998ecf8427e\nHomepage: https://x\n\nPackage: a\nStatus: deinstall ok config-files\nVersion: 1\n',
];
export const OPKG_STATUS = [
  'Package: busybox\nVersion: 1-r0\nDepends: libc\nStatus: install user installed\nArchitecture: mips\n\n',
];
export const COPYRIGHT = [
  `${format}\nFiles: *\nCopyright: x\nLicense: GPL-2+ or Artistic\n text\n\nLicense: MIT\n x\n`,
];
export const DEB822_TOKENS = [
  ': ',
  '\n',
  '\n\n',
  '\n ',
  '\t',
  '\r',
  'Package: ',
  'Status: ',
  'Version: ',
  '\0',
  'A: 1\n',
];
export const FILE_LISTS = ['/.\n/usr\n/usr/share/\n/usr/x', '/bin/busybox\t0100755\n/bin/sh\n'];
export const MD5SUMS = [`${md5}  usr/x\n${md5} *usr/y\n\\${md5}  a\\\\b\\nc\n`];
export const DIVERSIONS = ['/bin/sh\n/bin/sh.distrib\ndash\n/a\n/b\n:\n'];
export const LIST_TOKENS = ['/', '\n', '..', '\\', md5, '  ', ' *', '\t', '\0', '//'];
export const APK = [
  'C:Q1+\nP:musl-utils\nV:1.1.24-r2\nA:x86_64\nS:10\nI:20\nT:musl\nU:https://x\nL:MIT BSD\no:musl\nm:T\nt:30\nc:abc\nF:bin\nR:sh\na:0:0:755\nZ:Q1aaaaaaaaaaaaaaaaaaaaaaaaaaa=\nR:ls\n\nP:b\nV:1\n\n',
];
export const APK_TOKENS = ['\n\n', 'P:', 'V:', 'F:', 'R:', 'Z:Q1', 'Z:Q2', '\n', '..', '/'];
export const ALPM = [
  '%NAME%\nzlib\n\n%VERSION%\n1:1.2-1\n\n%BASE%\nsource\n\n%ARCH%\nx86_64\n\n%LICENSE%\nMIT\n\n%DESC%\ntext\n\n',
  '%FILES%\nusr/\nusr/lib/\nusr/lib/libz.so\n\n%BACKUP%\netc/x\td41d\n\n',
];
export const ALPM_TOKENS = ['%', '%NAME%\n', '%FILES%\n', '\n', '\n\n', '..', '/'];
export const CHISEL = [
  '{"jsonwall":"1.0","schema":"1.0","count":3}\n{"kind":"package","name":"libc6","version":"2.39","sha256":"x","arch":"amd64"}\n{"kind":"content","slice":"libc6_libs","path":"/usr/lib/libc.so.6"}\n{"kind":"path","path":"/usr/","slices":["libc6_libs"]}\n',
];
export const JSON_TOKENS = [
  '{',
  '}',
  '[',
  ']',
  '"',
  '\\',
  ':',
  ',',
  'null',
  '1e999',
  '"name":',
  '\\u0000',
  '\ufeff',
  '[1,',
  '{"a":',
];
export const OS_RELEASE = ['NAME="Debian GNU/Linux"\nID=debian\n# c\nVERSION_ID=\'12\'\nPRETTY_NAME="a \\" b"\n'];
/** Of several programs: each reader takes any text, and makes something of its own. */
export const LOADER_CONFIGURATION = [
  '# c\npasswd: files [NOTFOUND=return] systemd\nhosts:\tfiles dns\n',
  'auth [success=1 default=ignore] pam_unix.so nullok \\\n x\n@include common-auth\n-session optional a.so # b\n',
  'openssl_conf = start\n.include = /etc/x\n[ start ]\nproviders = "p" # c\ns::module = $ENV::X/a\\#b.so\n',
  'alias A// B//\nmodule B// INTERNAL B 1\n',
  '[Paths]\nPrefix = ..\nPlugins="x y"\n; c\n',
];
export const LOADER_TOKENS = [
  '\n',
  '\\\n',
  '#',
  '[',
  ']',
  '[Paths]',
  ':',
  '=',
  '"',
  '@include ',
  'module ',
  'auth ',
  '.include ',
  '::',
  ' ',
];
export const RELEASE = ['12.5\n', '\nVMware Photon OS 4.0\nPHOTON_BUILD_NUMBER=1\n'];
export const RPM_MANIFEST = [
  'vim\t9.0-1.cm2\t1653816591\t1653753130\tMicrosoft\t2\t45000\tx86_64\t2\tvim-9.0-1.cm2.src.rpm\n',
];
export const GEMSPEC = [
  'Gem::Specification.new do |s|\n  s.name = "rack".freeze\n  s.version = "3.0.8"\n  s.licenses = ["MIT".freeze, "Ruby".freeze]\n  s.add_runtime_dependency(%q<webrick>.freeze, ["~> 1.8".freeze])\n  s.platform = Gem::Platform::RUBY\nend\n',
];
export const GEMSPEC_TOKENS = [
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
  '"a", ',
  ' ',
  '[',
];
export const PY_METADATA = [
  'Metadata-Version: 2.4\r\nName: a\r\nVersion: 1\r\nLicense-Expression: MIT\r\nClassifier: License :: OSI Approved :: MIT\r\nRequires-Dist: b[x]>1; python_version<"3"\r\nLicense: x\n y\r\n\r\nbody\r\n',
];
export const RECORD = ['"a,b",sha256=x,1\r\nc,,\na/__init__.py,sha256=y,2\n"q""q",,\n'];
export const DIRECT_URL = [
  '{"url":"https://example.org/a.git","vcs_info":{"vcs":"git","commit_id":"abc"},"subdirectory":"x"}',
];
export const PACKAGE_JSON = [
  '{"name":"a","version":"1","license":{"type":"MIT"},"licenses":[{"type":"ISC"}],"dependencies":{"b":"1","c":"npm:d@2"},"optionalDependencies":{"e":"1"},"peerDependencies":{"p":"*"}}',
];
export const BITNAMI = [
  '{"documentDescribes":["a"],"packages":[{"SPDXID":"a","name":"redis","versionInfo":"7.2.0-1","licenseDeclared":"BSD-3-Clause","externalRefs":[{"referenceLocator":"pkg:bitnami/redis@7.2.0-1?arch=amd64"}]}]}',
];
export const CONDA = [
  '{"name":"zlib","version":"1","build":"h0","license":"Zlib","files":["lib/x"],"depends":["a 1"],"channel":"x"}',
];
export const COMPOSER = [
  '[{"name":"a/b","version":"1","license":["MIT"],"require":{"c/d":"*"}}]',
  '{"packages":[{"name":"a/b","version":"1","install-path":"../a/b"}]}',
];
export const R_DESCRIPTION = [
  'Package: MASS\nVersion: 7.3-60\nLicense: GPL-2 | GPL-3\nDepends: R (>= 4),\n        grDevices\nImports: methods\nBuilt: R 4.3\n',
];
export const JVM_RELEASE = [
  'IMPLEMENTOR="Eclipse Adoptium"\nJAVA_VERSION="17.0.9"\nMODULES="java.base java.sql"\nOS_ARCH="x86_64"\n',
];
export const RUNTIME_CONFIG =
  '{"runtimeOptions":{"framework":{"name":"Microsoft.NETCore.App","version":"8.0.0"},"includedFrameworks":[{"name":"x","version":"1"}]}}';
export const SHELL = [
  '#!/bin/sh\nset -e\nfor i in "$@"; do case "$i" in -*) x=${i#-};; *) y=$(echo "$i" | sed s/a/b/);; esac; done\nif [ "${x:-}" = 1 ] && [[ $y == z* ]]; then exec "$y" <<EOF\n$(( 1 + x * 2 ))\nEOF\nfi\nf() { local a=(1 2); echo "${a[@]}"; }\nwhile read -r l; do f "$l" >&2; done < /etc/x\n',
];
export const SHELL_TOKENS = [
  '$(',
  ')',
  '${',
  '}',
  '$((',
  '))',
  '`',
  '"',
  "'",
  '<<EOF\n',
  'if ',
  'then ',
  'fi',
  'case x in ',
  'esac',
  '{ ',
  '( ',
  '[[ ',
  ']]',
  '\\',
  '\n',
  ';',
  '&&',
  '|',
  'f() ',
  'while ',
  'do ',
  'done',
  '!',
  '#',
];

export const JAVASCRIPT = [
  '#!/usr/bin/env node\nconst dir = "./lib"; require(dir + "/x"); require(`${dir}/y`); var { a: { b } = require("c") } = require("d");\nif (x) import("e"); class A { static z = require("f"); #g = 1 }\ntry { require.resolve("g", { paths: [h] }) } catch {}\nprocess.dlopen(module, path.join(__dirname, "a.node"));\n',
  'import a, { b as c } from "d"; export * from "e"; export { f } from "g" with { type: "json" };\nimport { createRequire } from "node:module"; const require = createRequire(import.meta.url); await import(new URL("./h.js", import.meta.url));\nfor await (const x of y()) { label: while (1) break label; }\n',
];
export const JAVASCRIPT_TOKENS = [
  'require(',
  ')',
  '(',
  '{',
  '}',
  '[',
  ']',
  '`',
  '${',
  '"',
  '/',
  '=>',
  'import ',
  'import(',
  'export ',
  ' from ',
  'function ',
  'class A ',
  'async ',
  'await ',
  '?.',
  '??',
  '!',
  '-',
  '+',
  ',',
  ';',
  '"a"',
  'x = ',
  '\\u{61}',
];

export const PYTHON = [
  '#!/usr/bin/env python3\n# -*- coding: utf-8 -*-\nfrom importlib import import_module as load\nfrom ..a.b import (\n  c, # first\n  d as e,\n)\nif TYPE_CHECKING:\n    import f\nelif x:\n    import g\ntry:\n    load("h" + ".i")\nexcept ImportError:\n    __import__(name, level=1)\nclass A:\n    async def j(self): yield\n__path__ = extend_path(__path__, __name__)\nx = f"{y!r:>{z}}" """text"""\nmatch x:\n    case {"a": [1, *_]}: import k; lambda: (yield)\n',
];
export const PYTHON_TOKENS = [
  'import ',
  'from ',
  '.',
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  ':',
  '\n',
  '\n    ',
  '\t',
  '"',
  "'",
  '"""',
  'f"',
  '{x',
  '\\\n',
  '#',
  '@',
  'def f():\n',
  'class A:\n',
  'if x:\n',
  'lambda ',
  'not ',
  '"a" + ',
  ' if x else ',
  ';',
  'coding: latin-1\n',
  '\xef\xbb\xbf',
];
export const PTH = ['/usr/lib/x\nimport a; b()\n# c\n../y\n\n'];
export const VENV = ['home = /usr/bin\ninclude-system-site-packages = true\nversion = 3.11\n'];

/** A log's signed state; its dash is no latin1, which fuzzing puts in as a token. */
export const CHECKPOINT = 'log.example.org\n42\nAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=\n\n';
