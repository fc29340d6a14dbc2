import type { Hop } from '#shared/model/entry-trace.ts';
import { parsePrintedPath, printPath, type RootPath, splitPath } from '#shared/model/root-path.ts';
import type { RootView } from '#shared/model/tree.ts';
import type { FileStep } from './reach.ts';

/**
 * Files without which a Java virtual machine does not start, from its home: the launcher opens them by these names (OpenJDK,
 * libjli, and `System.loadLibrary` calls of its own boot), and those that it opens by itself for what servers always do: sockets
 * (`jdk.net` has its options in libextnet), and vectors where the processor has them (libjsvml, of HotSpot's compiler). JDK 8 has them below `jre/lib/<architecture>`.
 */
const JVM = [
  'lib/jvm.cfg',
  'lib/modules',
  'lib/server/libjvm.so',
  'lib/libjava.so',
  'lib/libjimage.so',
  'lib/libnio.so',
  'lib/libnet.so',
  'lib/libextnet.so',
  'lib/libjsvml.so',
  'lib/libzip.so',
  'lib/classlist',
  'lib/server/classes.jsa',
  'conf/security/java.security',
  'release',
];
const JVM_8 = ['rt.jar', 'jce.jar', 'jsse.jar', 'charsets.jar', 'resources.jar'];
const JVM_8_NATIVE = [
  'jvm.cfg',
  'server/libjvm.so',
  'libjava.so',
  'libzip.so',
  'libverify.so',
  'libnio.so',
  'libnet.so',
];

/** What a language's runtime opens to start, as far as it is there. */
export function runtimeSteps(tree: RootView, hops: readonly Hop[]): FileStep[] {
  return hops.flatMap(({ program, path, status, kind }) =>
    program === 'java' && path !== null && status !== 'notTaken' && kind !== 'load' ? jvmSteps(tree, path) : [],
  );
}

function jvmSteps(tree: RootView, java: string): FileStep[] {
  const [bin] = splitPath(parsePrintedPath(java));
  const [home] = splitPath(bin);
  const old = [`${home}/lib`, `${home}/jre/lib`].flatMap((lib) => [
    ...JVM_8.map((name) => `${lib}/${name}`),
    ...tree.list(lib as RootPath).flatMap((arch) => JVM_8_NATIVE.map((name) => `${lib}/${arch}/${name}`)),
  ]);
  return [...JVM.map((name) => `${home}/${name}`), ...old].flatMap((path): FileStep[] => {
    const node = tree.resolve(path as RootPath);
    if (node?.type !== 'file') return [];
    const to = printPath(node.path);
    return [
      { mechanism: 'runtime', rule: 'jvm', from: java, to, as: path, file: null, line: null, column: null, hop: null },
    ];
  });
}
