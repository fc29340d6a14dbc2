import type { Json } from '../canonical-json.ts';

/** One object of `@graph` (SPDX 3.0.1 JSON-LD). Names of members are the schema's. */
export type Spdx3Element = {
  readonly [key: string]: Json | undefined;
  readonly type: string;
  readonly spdxId?: string;
};

/** Makes the IRI of an element of the document from its local name. */
export type SpdxId = (local: string) => string;

/** An element that is made when it is written: its local name, by which elements are sorted, is enough until then. */
export type ElementPlan = Readonly<{ local: string; make: (id: SpdxId) => Spdx3Element }>;
