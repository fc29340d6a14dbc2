import { z } from 'zod';
import { FILE_PACKAGE_TYPES, OS_PACKAGE_TYPES } from '../model/package-types.ts';
import { digest, evidenceSchema, layerIndex, sha256 } from './evidence.ts';

const role = z.enum(['old', 'new', 'runtime']);
const usage = z.enum(['reached', 'notReached', 'unknown']).nullable().describe('null: not known for this image');
const layerRef = z.strictObject({ role, index: layerIndex }).describe('Where the change shows');
const version = z.string().nullable().describe('null: it states none');
const field = z.enum(['distro', 'layer', 'licence', 'origin', 'qualifiers', 'state', 'usage']);
const count = z.int().nonnegative();

const sideSchema = z.strictObject({
  role,
  imageId: digest,
  analyzerSet: z.string(),
  complete: z.boolean().describe('false: some of the image could not be read'),
  platform: z
    .strictObject({
      os: z.string(),
      architecture: z.string(),
      variant: z.string().optional(),
      osVersion: z.string().optional(),
    })
    .nullable(),
  layers: z.array(z.strictObject({ index: layerIndex, diffId: digest, createdBy: z.string().nullable() })),
});

const rowSchema = z.strictObject({
  id: z.string(),
  identity: z.string().describe('purl without version and metadata; bin/NAME; image'),
  type: z.enum([...OS_PACKAGE_TYPES, ...FILE_PACKAGE_TYPES, 'bin', 'image']),
  name: z.string(),
  class: z.enum(['added', 'removed', 'version_changed', 'metadata_changed']),
  also: z.array(field).describe('Further differences'),
  direction: z.enum(['up', 'down', 'unknown']).nullable().describe("By the ecosystem's own order"),
  group: z
    .strictObject({ gone: z.array(version), came: z.array(version), stays: z.array(version) })
    .optional()
    .describe('Where several versions are left on a side'),
  changes: z.array(z.strictObject({ field, old: z.array(z.string()), new: z.array(z.string()) })),
  perSide: z.array(
    z.strictObject({
      role,
      versions: z.array(version),
      introduced: z.array(layerIndex),
      keys: z.array(z.string()),
      removed: layerIndex.nullable(),
      usage,
      evidence: z.array(evidenceSchema),
    }),
  ),
  layer: layerRef.nullable(),
  usage,
});

const fileSide = z
  .strictObject({
    type: z.enum(['file', 'dir', 'symlink', 'char', 'block', 'fifo']),
    mode: z.string().regex(/^[0-7]{4}$/),
    uid: count,
    gid: count,
    size: count.optional(),
    sha256: sha256.optional(),
    linkTarget: z.string().optional(),
    layer: layerIndex.describe('The one that its content comes from'),
  })
  .nullable();

const fileSchema = z.strictObject({
  id: z.string(),
  path: z.string().describe(String.raw`Printed path: bytes that are not UTF-8, and the backslash, as \xNN`),
  class: z.enum(['added', 'removed', 'modified', 'metadata_changed', 'moved']),
  also: z.array(z.enum(['content', 'layer', 'link', 'mode', 'owner', 'type'])),
  old: fileSide,
  new: fileSide,
  layer: layerRef,
});

const setting = z.union([z.string(), z.array(z.string())]).nullable();

/** What changed between two images (contracts §7). */
export const diffSchema = z.strictObject({
  schema: z.literal('stellaops.diff@1'),
  view: z.enum(['inventory', 'usage']),
  identical: z.boolean(),
  sides: z.array(sideSchema),
  layers: z.array(
    z.strictObject({
      old: layerIndex.optional(),
      new: layerIndex.optional(),
      pairedBy: z.enum(['diffId']).nullable(),
    }),
  ),
  rows: z.array(rowSchema),
  files: z.array(fileSchema),
  config: z.array(
    z.strictObject({
      id: z.string(),
      field: z.enum(['cmd', 'entrypoint', 'env', 'label', 'platform', 'port', 'user', 'volume', 'workdir']),
      key: z.string().optional(),
      class: z.enum(['added', 'removed', 'changed']),
      old: setting,
      new: setting,
    }),
  ),
  summary: z.strictObject({
    rows: z.strictObject({ added: count, removed: count, version_changed: count, metadata_changed: count }),
    same: count,
    files: z.strictObject({ added: count, removed: count, modified: count, metadata_changed: count, moved: count }),
    filesOmitted: count.describe('Beyond the bound on the list'),
  }),
});
