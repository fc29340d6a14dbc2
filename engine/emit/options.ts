import type { ChainId, Digest } from '#shared/model/digest.ts';
import type { TraceOutcome } from '#shared/model/entry-trace.ts';
import type { LayerIndex } from '#shared/model/units.ts';
import type { Usage, UsageStep } from '#shared/model/usage.ts';

/** `lean` leaves out what proves and keeps what is claimed. */
export type DocumentProfile = 'full' | 'lean';

/** `inventory`: what is in the image. `usage`: the part of it that the image's start reaches. */
export type DocumentView = 'inventory' | 'usage';

/** The documents of one layer that an image document points to. */
export type FragmentLink = Readonly<{
  layer: LayerIndex;
  chainId: ChainId;
  /** BOM-Link of the CycloneDX fragment (`urn:cdx:<uuid>/<version>`), and the SHA-256 of its bytes. */
  cdx: Readonly<{ link: string; artifactId: Digest }>;
  /** IRI of the SPDX 3 fragment's document element, and the SHA-256 of its bytes. */
  spdx: Readonly<{ link: string; artifactId: Digest }>;
}>;

/** What is known of the image's start: which of it documents tell. */
export type DocumentUsage = Readonly<{
  /** ENTRYPOINT and CMD. */
  entrypoint: readonly string[];
  outcome: TraceOutcome;
  counts: Usage['counts'];
  /** Steps from the config to the component, for one that is reached. */
  proofOf: (key: string) => readonly UsageStep[];
}>;

/** What a document depends on besides the image's content. */
export type DocumentOptions = Readonly<{
  /** Version of this product. */
  toolVersion: string;
  view: DocumentView;
  /** Default: full. */
  profile?: DocumentProfile;
  /** Name of the image in the document. Default: the image id. */
  name?: string;
  /** Version of the image in the document. Default: the image id. */
  version?: string;
  /** `YYYY-MM-DDThh:mm:ssZ` of `documentTime`; null or absent leaves the time out. */
  timestamp?: string | null;
  /** From the base up; empty or absent: the document stands alone. */
  fragments?: readonly FragmentLink[];
  /** Over the fragments (`composition.ts`). */
  merkleRoot?: Digest;
  /** Absent in fragments: a layer starts nothing. */
  usage?: DocumentUsage;
  /** Set: the document is the fragment of the graph's top layer, not of an image. */
  chainId?: ChainId;
}>;
