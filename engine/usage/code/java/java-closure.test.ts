import { describe, expect, it } from 'vitest';
import { javaArchive } from '#engine/analyzers/language/java-archive/index.ts';
import { replayLayers } from '#engine/rootfs/replay.ts';
import { layerIndex } from '#engine/testing/layer.ts';
import { file, symlink, type TarEntry } from '#engine/testing/tar.ts';
import { zip, type ZipMember } from '#engine/testing/zip.ts';
import { factsOf } from '#shared/model/outcome.ts';
import { printPath } from '#shared/model/root-path.ts';
import { javaClosure, type JavaStart } from './java-closure.ts';

type Archive = Buffer | string;

const manifest = (...lines: string[]): ZipMember => ({
  name: 'META-INF/MANIFEST.MF',
  content: `Manifest-Version: 1.0\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`,
});
const jar = (...lines: string[]): Buffer => zip([manifest(...lines)]);
const SMALL = jar();

/** Edges as text, in order of discovery. A text is where a link leads. */
function edges(files: Readonly<Record<string, Archive>>, start: Partial<JavaStart>): string[] {
  const entries = Object.entries(files).map(([path, content]): TarEntry =>
    typeof content === 'string' ? symlink(path, content) : file(path, new Uint8Array(content)),
  );
  const closure = javaClosure(
    {
      tree: replayLayers([layerIndex(entries)]).rootfs,
      archivesIn({ path }) {
        const content = files[printPath(path)];
        if (content === undefined || typeof content === 'string') return [];
        return factsOf(javaArchive.analyze({ bytes: content }));
      },
    },
    { archives: [], mainClass: null, properties: [], ...start },
  );
  return closure.edges.map(
    ({ from, specifier, to, rule, reason }) => `${from}: ${specifier} is ${to ?? reason ?? ''} (${rule})`,
  );
}

describe('archives that a Java program opens', () => {
  it('those of the class path lead nowhere by themselves', () => {
    expect(edges({ 'srv/a.jar': SMALL, 'srv/b.jar': SMALL }, { archives: ['srv/a.jar', 'srv/gone.jar'] })).toEqual([]);
  });

  it('Class-Path: URLs from where the archive lies, each archive once, rings end', () => {
    const files = {
      'srv/app/app.jar': jar(
        'Class-Path: lib/a.jar ../shared/b%20c.jar file:/opt/d.jar',
        '  ./lib/../lib/e.jar gone.jar %zz.jar conf/',
      ),
      'srv/app/lib/a.jar': jar('Class-Path: ../app.jar f.jar'),
      'srv/app/lib/e.jar': SMALL,
      'srv/app/lib/f.jar': SMALL,
      'srv/shared/b c.jar': SMALL,
      'opt/d.jar': '/opt/d-1.0.jar',
      'opt/d-1.0.jar': jar('Class-Path: sibling.jar'),
      'opt/sibling.jar': SMALL,
      'srv/app/conf/x.properties': SMALL,
    };
    expect(edges(files, { archives: ['srv/app/app.jar'] })).toEqual([
      'srv/app/app.jar: lib/a.jar is srv/app/lib/a.jar (manifest-class-path)',
      'srv/app/app.jar: ../shared/b%20c.jar is srv/shared/b c.jar (manifest-class-path)',
      'srv/app/app.jar: file:/opt/d.jar is opt/d-1.0.jar (manifest-class-path)',
      'srv/app/app.jar: ./lib/../lib/e.jar is srv/app/lib/e.jar (manifest-class-path)',
      'srv/app/app.jar: gone.jar is ModuleNotFound (manifest-class-path)',
      'srv/app/app.jar: %zz.jar is ModuleNotFound (manifest-class-path)',
      'srv/app/app.jar: conf/ is ModuleNotFound (manifest-class-path)',
      'srv/app/lib/a.jar: ../app.jar is srv/app/app.jar (manifest-class-path)',
      'srv/app/lib/a.jar: f.jar is srv/app/lib/f.jar (manifest-class-path)',
      'opt/d-1.0.jar: sibling.jar is opt/sibling.jar (manifest-class-path)',
    ]);
  });

  const boot = (...lines: string[]): Buffer =>
    zip([
      manifest('Main-Class: org.springframework.boot.loader.launch.JarLauncher', ...lines),
      { name: 'BOOT-INF/lib/one.jar', content: jar('Class-Path: two.jar'), method: 0 },
      { name: 'BOOT-INF/lib/deep/no.jar', content: SMALL, method: 0 },
      { name: 'BOOT-INF/other/two.jar', content: SMALL, method: 0 },
      { name: 'WEB-INF/lib/three.jar', content: SMALL, method: 0 },
      { name: 'WEB-INF/lib-provided/four.jar', content: SMALL, method: 0 },
      { name: 'five.jar', content: SMALL, method: 0 },
    ]);
  it.for<[name: string, archive: Buffer, ...members: string[]]>([
    [
      'Spring Boot 1.0 names no folder',
      boot(),
      'BOOT-INF/lib/one.jar spring-boot-lib',
      'WEB-INF/lib/three.jar web-inf-lib',
      'WEB-INF/lib-provided/four.jar spring-boot-lib',
    ],
    [
      'Spring Boot’s own folder',
      boot('Spring-Boot-Lib: BOOT-INF/other/'),
      'BOOT-INF/other/two.jar spring-boot-lib',
      'WEB-INF/lib/three.jar web-inf-lib',
      'WEB-INF/lib-provided/four.jar spring-boot-lib',
    ],
    [
      'a web application without it',
      zip([
        manifest(),
        { name: 'BOOT-INF/lib/one.jar', content: SMALL, method: 0 },
        { name: 'WEB-INF/lib/three.jar', content: SMALL, method: 0 },
      ]),
      'WEB-INF/lib/three.jar web-inf-lib',
    ],
  ])('%s', ([, archive, ...members]) => {
    expect(edges({ 'srv/app.jar': archive }, { archives: ['srv/app.jar'] })).toEqual(
      members.map((line) => {
        const [member, rule] = line.split(' ');
        return `srv/app.jar: ${member} is srv/app.jar!/${member} (${rule})`;
      }),
    );
  });

  it('Tomcat: its own folder, and what is deployed, packed or not', () => {
    const war = zip([manifest(), { name: 'WEB-INF/lib/in.jar', content: SMALL, method: 0 }]);
    const files = {
      'opt/tomcat/bin/bootstrap.jar': SMALL,
      'opt/tomcat/lib/catalina.jar': SMALL,
      'opt/tomcat/lib/ecj.JAR': SMALL,
      'opt/tomcat/lib/notes.txt': SMALL,
      'opt/tomcat/lib/more/no.jar': SMALL,
      'srv/base/webapps/shop.war': war,
      'srv/base/webapps/open/WEB-INF/lib/out.jar': SMALL,
      'srv/base/webapps/open/other.jar': SMALL,
    };
    const start = {
      archives: ['opt/tomcat/bin/bootstrap.jar'],
      properties: ['x=y', 'catalina.base=/srv/base', 'catalina.home=/opt/tomcat'],
    };
    expect(edges(files, { ...start, mainClass: 'org.apache.catalina.startup.Bootstrap' })).toEqual([
      'srv/base/bin/bootstrap.jar: shop.war is srv/base/webapps/shop.war (tomcat-webapp)',
      'srv/base/bin/bootstrap.jar: out.jar is srv/base/webapps/open/WEB-INF/lib/out.jar (web-inf-lib)',
      'opt/tomcat/bin/bootstrap.jar: catalina.jar is opt/tomcat/lib/catalina.jar (tomcat-common-loader)',
      'opt/tomcat/bin/bootstrap.jar: ecj.JAR is opt/tomcat/lib/ecj.JAR (tomcat-common-loader)',
      'srv/base/webapps/shop.war: WEB-INF/lib/in.jar is srv/base/webapps/shop.war!/WEB-INF/lib/in.jar (web-inf-lib)',
    ]);
    expect(edges(files, { ...start, mainClass: 'org.example.Main' })).toEqual([]);
  });
});
