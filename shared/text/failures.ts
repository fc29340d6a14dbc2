const unattestable = {
  'of-a-layer': 'it is about a layer, and a statement is about an image',
  'no-sbom': 'it is no list of components',
  'not-json': 'a statement holds JSON, and this document is none',
  'too-large': 'its attestation would be larger than what is read here; a lean document is smaller',
};

/** No such image, component, path, job, upload or document. */
const notFound = {
  'no-image': ({ imageId }: { imageId: string }): string => `Cannot find image ${imageId}`,
  'no-image-here': ({ imageId, dataDir }: { imageId: string; dataDir: string }): string =>
    `Cannot find image ${imageId} in ${dataDir}: name its archive with --source`,
  'no-running-scan': ({ imageId }: { imageId: string }): string => `Cannot find a running scan of ${imageId}`,
  'no-layer': ({ imageId, layer, layers }: { imageId: string; layer: number; layers: number }): string =>
    `Cannot find layer ${layer}: ${imageId} has ${layers}`,
  'other-layer': ({ imageId, layer, diffId }: { imageId: string; layer: number; diffId: string }): string =>
    `Layer ${layer} of ${imageId} is not ${diffId}`,
  'no-component': ({ imageId, key }: { imageId: string; key: string }): string =>
    `Cannot find component "${key}" in ${imageId}`,
  'no-path': ({ imageId, path }: { imageId: string; path: string }): string =>
    `Cannot find "${path}" in any layer of ${imageId}`,
  'no-folder': ({ path }: { path: string }): string => `Cannot list "${path}": there is no such directory`,
  'path-above': ({ path }: { path: string }): string => `Cannot look for "${path}": a part of it is ".."`,
  'no-document': ({ id }: { id: string }): string => `Cannot find document ${id}`,
  'no-change': ({ id }: { id: string }): string => `Cannot find change ${id}`,
  'no-changed-file': ({ id }: { id: string }): string => `Cannot find file ${id} of the comparison`,
  'no-job': ({ jobId }: { jobId: string }): string => `Cannot find job ${jobId}`,
  'no-upload': (): string => 'Cannot find the upload: send the file again',
  'no-plug-in': ({ id }: { id: string }): string => `Cannot find plug-in ${id}`,
  /** `why` is the diagnostic's own. */
  'no-bytes': ({ why }: { why: string }): string => why,
  'no-archive': ({ archive, path }: { archive: string; path: string }): string =>
    `Cannot verify: the archive ${archive} is gone, and of ${path} only its hash was kept. Name the archive with --source`,
};

/** It is there, but not in a state for this. */
const refused = {
  'fixed-configuration': (): string =>
    'The configuration cannot be changed from here: it was given on the command line',
  'bad-configuration': ({ why }: { why: string }): string => why,
  'private-key': (): string => 'This is a private key. Nothing of it was kept; only public keys belong here',
  'no-key': (): string => 'Cannot find a public key or certificate in PEM',
  'unsupported-key': (): string =>
    'Signatures of this kind of key are not checked: ECDSA P-256, P-384 and P-521, Ed25519, RSA of 2,048 bits on are',
  'many-keys': ({ most }: { most: number }): string => `There are ${most} trust roots already`,
  'not-remade': (): string => 'Cannot make this document again: a scan alone makes it, or its options were not kept',
  'not-traced-again': (): string => 'Cannot make this document again: the start of the image was not traced',
  'not-traced': (): string => 'Cannot write what is used: the start of this image was not traced; scan it again',
  'not-traced-side': (): string => 'Cannot show what the start reaches: the start of one of the images was not traced',
  'no-restart': (): string => 'This engine cannot be started again from here',
  'large-upload': ({ name, size, most }: { name: string; size: number; most: number }): string =>
    `Cannot take "${name}": ${size} bytes, at most ${most}`,
  'no-room': ({ name, size, free, dataDir }: { name: string; size: number; free: number; dataDir: string }): string =>
    `Cannot take "${name}": ${size} bytes, ${free} are free in ${dataDir}`,
  'disk-full': ({ name }: { name: string }): string => `Cannot take "${name}": the disk is full`,
  'longer-upload': ({ name, size }: { name: string; size: number }): string =>
    `Cannot take "${name}": more bytes than the ${size} that were announced`,
  'shorter-upload': ({ name, size, found }: { name: string; size: number; found: number }): string =>
    `Cannot take "${name}": ${found} bytes came, ${size} were announced`,
  'job-elsewhere': (): string => 'Cannot cancel the job: another process runs it',
  'no-signer': (): string => 'Cannot sign: no signer is configured',
  'not-attestable': ({ name, why }: { name: string; why: keyof typeof unattestable }): string =>
    `Cannot attest ${name}: ${unattestable[why]}`,
  'different-analyzers': ({ old, now }: { old: string; now: string }): string =>
    `Cannot compare ${old} and ${now}: they were scanned with different analyzers or limits, so a difference may be theirs; scan both again, or allow it with --allow-mixed`,
  'no-usage': ({ old, now, imageId }: { old: string; now: string; imageId: string }): string =>
    `Cannot compare what is used of ${old} and ${now}: the start of ${imageId} was not traced; scan it again`,
  'scan-runs': (): string => 'Its scan still runs',
  'not-counted': (): string => 'The components of the image are not known yet: its layers are still read',
  'scanned-meanwhile': (): string => 'Cannot write the rows: the image was scanned again meanwhile',
  'large-attestation': ({ size, most }: { size: number; most: number }): string =>
    `Cannot take the attestation: it has ${size} bytes, the limit is ${most}`,
  'bad-attestation': ({ why }: { why: string }): string => why,
  'many-attestations': ({ most }: { most: number }): string => `This image has ${most} attestations already`,
};

/**
 * What a caller asked for that cannot be, in one sentence each. The command line prints them; the window shows them in its own
 * language, so over the wire goes what kind of failure it is and what it names, not the sentence.
 */
export const failures = { ...notFound, ...refused };

type Kind = keyof typeof failures;
type Given<K extends Kind> = Parameters<(typeof failures)[K]> extends [infer Named] ? Named : unknown;

/** One failure, as data. */
export type Failure = { [K in Kind]: Readonly<{ kind: K } & Given<K>> }[Kind];

export function isNotFound({ kind }: Failure): boolean {
  return kind in notFound;
}

export function failureSentence(failure: Failure): string {
  return (failures[failure.kind] as (named: Failure) => string)(failure);
}
