/** `lean` leaves out what proves and keeps what is claimed. */
export type DocumentProfile = 'full' | 'lean';

/** What a document depends on besides the image's content. */
export type DocumentOptions = Readonly<{
  /** Version of this product. */
  toolVersion: string;
  view: 'inventory';
  /** Default: full. */
  profile?: DocumentProfile;
  /** Name of the image in the document. Default: the image id. */
  name?: string;
  /** Version of the image in the document. Default: the image id. */
  version?: string;
  /** `YYYY-MM-DDThh:mm:ssZ` of `documentTime`; null or absent leaves the time out. */
  timestamp?: string | null;
}>;
