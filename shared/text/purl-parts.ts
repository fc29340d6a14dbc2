/** The parts of a package URL (ECMA-427), decoded. Absent parts are null, absent qualifiers an empty record. */
export type PurlParts = Readonly<{
  /** Lower case. */
  type: string;
  /** Segments joined by `/`. */
  namespace: string | null;
  name: string;
  version: string | null;
  qualifiers: Readonly<Record<string, string>>;
  /** Segments joined by `/`. */
  subpath: string | null;
}>;
