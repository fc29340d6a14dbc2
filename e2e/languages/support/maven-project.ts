import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { run } from '../../images/support/tools.ts';

const COORDINATES = '<groupId>org.example.shop</groupId><artifactId>parent</artifactId><version>1.2.3</version>';
const MODEL = '<modelVersion>4.0.0</modelVersion>';

/** Plug-ins of every kind of archive that Maven's projects are shipped as. */
const PLUGINS = [
  'org.apache.maven.plugins:maven-resources-plugin:3.5.0',
  'org.apache.maven.plugins:maven-compiler-plugin:3.16.0',
  'org.apache.maven.plugins:maven-surefire-plugin:3.6.1',
  'org.apache.maven.plugins:maven-jar-plugin:3.5.1',
  'org.apache.maven.plugins:maven-war-plugin:3.5.1',
  'org.apache.maven.plugins:maven-ear-plugin:3.3.0',
  'org.apache.maven.plugins:maven-shade-plugin:3.6.2',
  'org.apache.maven.plugins:maven-assembly-plugin:3.8.0',
  'org.apache.maven.plugins:maven-dependency-plugin:3.11.0',
  'org.apache.felix:maven-bundle-plugin:6.2.0',
  'org.springframework.boot:spring-boot-maven-plugin:4.0.7',
];

type Module = Readonly<{
  packaging: string;
  needs: readonly string[];
  plugin: string;
  settings: string;
  name?: string;
}>;

const goal = (name: string): string =>
  `<executions><execution><phase>package</phase><goals><goal>${name}</goal></goals></execution></executions>`;

/** In the order of the build: a later one takes in an earlier one. Libraries are chosen for how they describe themselves, or do not. */
const MODULES: Readonly<Record<string, Module>> = {
  // An OSGi bundle that holds a library as an archive.
  bundle: {
    packaging: 'bundle',
    needs: ['commons-codec:commons-codec:1.23.0'],
    plugin: 'maven-bundle-plugin',
    settings:
      '<extensions>true</extensions><configuration><instructions><Embed-Dependency>commons-codec</Embed-Dependency><Export-Package>org.example.greeter</Export-Package></instructions></configuration>',
  },
  // Classifiers (netty-all), bundles (jersey), shaded libraries (woodstox, netty-common, kafka-clients), builds of other tools.
  web: {
    packaging: 'war',
    needs: [
      'org.example.shop:bundle:1.2.3',
      'io.netty:netty-all:4.2.18.Final',
      'com.fasterxml.jackson.dataformat:jackson-dataformat-xml:2.23.0',
      'org.apache.httpcomponents.client5:httpclient5:5.6.5',
      'org.glassfish.jersey.containers:jersey-container-servlet:4.0.2',
      'org.apache.kafka:kafka-clients:4.4.0',
      'com.google.guava:guava:33.8.0-jre',
      'com.h2database:h2:2.5.252',
    ],
    plugin: 'maven-war-plugin',
    settings: '<configuration><failOnMissingWebXml>false</failOnMissingWebXml></configuration>',
  },
  boot: {
    packaging: 'jar',
    name: 'app',
    needs: ['org.springframework.boot:spring-boot-starter-web:4.0.7'],
    plugin: 'spring-boot-maven-plugin',
    settings: `<configuration><mainClass>org.example.Main</mainClass></configuration>${goal('repackage')}`,
  },
  shaded: {
    packaging: 'jar',
    needs: ['org.apache.pdfbox:pdfbox:3.0.8', 'org.apache.commons:commons-csv:1.14.1'],
    plugin: 'maven-shade-plugin',
    settings: goal('shade'),
  },
  assembled: {
    packaging: 'jar',
    needs: ['org.apache.commons:commons-compress:1.28.0'],
    plugin: 'maven-assembly-plugin',
    settings: `<configuration><descriptorRefs><descriptorRef>jar-with-dependencies</descriptorRef></descriptorRefs></configuration>${goal('single')}`,
  },
  ear: {
    packaging: 'ear',
    needs: ['org.example.shop:web:1.2.3:war'],
    plugin: 'maven-ear-plugin',
    settings: '',
  },
};

/** Writes the project and builds it. Some 100 archives; the first time, Maven downloads them and its plug-ins. */
export function buildMavenProject(folder: string): void {
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const managed = PLUGINS.map((plugin) => `<plugin>${coordinates(plugin)}</plugin>`).join('');
  const modules = Object.keys(MODULES).map((name) => `<module>${name}</module>`);
  write(
    'pom.xml',
    `<project>${MODEL}${COORDINATES}<packaging>pom</packaging><modules>${modules.join('')}</modules>` +
      '<properties><project.build.sourceEncoding>UTF-8</project.build.sourceEncoding><maven.compiler.release>17</maven.compiler.release></properties>' +
      `<build><pluginManagement><plugins>${managed}</plugins></pluginManagement></build></project>`,
  );
  for (const [name, { packaging, needs, plugin, settings, name: finalName }] of Object.entries(MODULES)) {
    const group = PLUGINS.find((one) => one.includes(`:${plugin}:`))?.split(':')[0] ?? '';
    const dependencies = needs.map((one) => `<dependency>${coordinates(one)}</dependency>`).join('');
    write(
      `${name}/pom.xml`,
      `<project>${MODEL}<parent>${COORDINATES}</parent><artifactId>${name}</artifactId><packaging>${packaging}</packaging>` +
        `<dependencies>${dependencies}</dependencies><build>${finalName === undefined ? '' : `<finalName>${finalName}</finalName>`}` +
        `<plugins><plugin><groupId>${group}</groupId><artifactId>${plugin}</artifactId>${settings}</plugin></plugins></build></project>`,
    );
  }
  write(
    'bundle/src/main/java/org/example/greeter/Greeter.java',
    'package org.example.greeter; public class Greeter {}',
  );
  mkdirSync(join(folder, 'web/src/main/webapp'), { recursive: true });
  const list = ['-DincludeScope=runtime', '-DoutputAbsoluteArtifactFilename=true', '-DoutputFile=target/list.txt'];
  run('mvn', ['-B', '-q', '-ntp', '-Dmaven.test.skip=true', 'package', 'dependency:list', ...list], {
    cwd: folder,
    // A build of seconds does not gain from the better compiler.
    env: { MAVEN_OPTS: '-XX:+UseSerialGC -XX:TieredStopAtLevel=1' },
  });
}

function coordinates(text: string): string {
  const [group, artifact, version, type = ''] = text.split(':');
  const of = (name: string, value = ''): string => (value === '' ? '' : `<${name}>${value}</${name}>`);
  return of('groupId', group) + of('artifactId', artifact) + of('version', version) + of('type', type);
}
