import type { Sha256 } from '../digest.ts';
import type { Citation } from '../evidence.ts';

/** Something that a file says, and where it says so. */
type Stated = Readonly<{ text: string; cited: Citation }>;

/** Maven coordinates that lie in an archive, and where: the path of the file that states them, inside the archive. */
export type MavenStatement = Readonly<{
  group: string;
  artifact: string;
  version: string;
  member: string;
  licences: readonly Stated[];
  cited: Citation;
}>;

/** One Java archive: the file itself, or one that lies in it. */
export type JavaArchiveFact = Readonly<{
  kind: 'java-archive';
  /** Members that lead to it, outermost first; empty for the file itself. */
  container: readonly string[];
  /** Of the archive's own bytes. */
  sha256: Sha256;
  size: number;
  /** From `pom.properties`, by member. */
  properties: readonly MavenStatement[];
  /** From `pom.xml`, by member; also where a `pom.properties` lies beside it, which knows no licences. */
  poms: readonly MavenStatement[];
  /** Whole files at its top or in META-INF that are called as licence texts are, by member. */
  licenceFiles: readonly Citation[];
  /** Names that the manifest states, under their property names: Implementation-Title is `implementation-title`. */
  names: Readonly<Record<string, string>>;
  /** Its version as the manifest states it: Implementation-Version, else Bundle-Version. No coordinates: those have a group. */
  version: Stated | null;
  /** From Bundle-License. */
  licences: readonly Stated[];
  /** Manifest attributes that decide which archives are loaded: `class-path`, `spring-boot-lib`. */
  loads: Readonly<Record<string, string>>;
  /** An agent that pretends to be the jar it instruments: its coordinates are not its own. */
  instruments: boolean;
}>;
