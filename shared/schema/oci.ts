import { z } from 'zod';

/**
 * Shapes of what image containers say about themselves, as far as results depend on it. Unknown fields are ignored: tools add
 * their own. Go writes an empty list as null and leaves out what is empty, so most fields are nullish.
 */

const text = z.string();
const annotations = z.record(z.string(), z.string()).nullish();

/** `os.version` tells Windows builds apart. */
const platformSchema = z.object({
  os: text,
  architecture: text,
  variant: text.nullish(),
  'os.version': text.nullish(),
});

/** @see OCI image-spec, descriptor.md */
export const descriptorSchema = z.object({
  mediaType: text.nullish(),
  digest: text,
  size: z.number().nullish(),
  platform: platformSchema.nullish(),
  annotations,
  artifactType: text.nullish(),
  /** Base64 of the content itself. */
  data: text.nullish(),
});
export type Descriptor = z.infer<typeof descriptorSchema>;

/** OCI image index or Docker manifest list. `layers` is looked for because a document may not be both. */
export const indexSchema = z.object({
  mediaType: text.nullish(),
  /** Docker 25.0.0 wrote null. */
  manifests: z.array(descriptorSchema).nullish(),
  layers: z.unknown().optional(),
});

/** OCI image manifest or Docker schema 2. */
export const manifestSchema = z.object({
  mediaType: text.nullish(),
  artifactType: text.nullish(),
  config: descriptorSchema,
  layers: z.array(descriptorSchema).nullish(),
  /** Of a referrer: the manifest that it is about. */
  subject: descriptorSchema.nullish(),
  manifests: z.unknown().optional(),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** Top level of an image config; its parts are read one by one, so that an odd one does not cost the others. */
export const configSchema = z.object({
  os: z.unknown().optional(),
  architecture: z.unknown().optional(),
  variant: z.unknown().optional(),
  'os.version': z.unknown().optional(),
  created: z.unknown().optional(),
  config: z.unknown().optional(),
  rootfs: z.object({ diff_ids: z.array(text).nullish() }).nullish(),
  history: z.unknown().optional(),
});

export const historySchema = z.array(
  z.object({ created_by: text.nullish(), empty_layer: z.boolean().nullish() }).nullable(),
);

export const stringsSchema = z.array(text);

/** manifest.json of `docker save`. */
export const dockerManifestSchema = z
  .array(
    z.object({
      Config: text,
      RepoTags: z.array(text).nullish(),
      Layers: z.array(text).nullish(),
      /** diffID → descriptor, for layers that came from a registry. */
      LayerSources: z.record(z.string(), descriptorSchema).nullish(),
    }),
  )
  .nullable();
export type DockerManifestItem = NonNullable<z.infer<typeof dockerManifestSchema>>[number];

/** `repositories` of `docker save` before manifest.json: name → tag → id of the top layer. */
export const repositoriesSchema = z.record(z.string(), z.record(z.string(), text));

/** `<id>/json` of image format version 1, as far as it makes a chain with history. */
export const v1LayerSchema = z.object({
  parent: text.nullish(),
  container_config: z.object({ Cmd: z.array(text).nullish() }).nullish(),
});
export type V1Json = z.infer<typeof v1LayerSchema>;
