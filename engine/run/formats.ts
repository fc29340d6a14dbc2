import { emitBomIndex, type EntrypointUse } from '#engine/emit/bom-index/emit.ts';
import { canonicalJson } from '#engine/emit/canonical-json.ts';
import { emitCycloneDx } from '#engine/emit/cyclonedx/emit.ts';
import type { CdxParts } from '#engine/emit/cyclonedx/types.ts';
import type { DocumentOptions, DocumentProfile, DocumentUsage, DocumentView } from '#engine/emit/options.ts';
import type { Validation } from '#engine/emit/validate/validation.ts';
import type { ImageGraph } from '#shared/model/image.ts';

/** Formats that `-o` and `export` know, with what a store needs to know of each. */
export const FORMATS = {
  'cdx-json': { mediaType: 'application/vnd.cyclonedx+json; version=1.7', kind: 'sbom', extension: 'cdx.json' },
  'cdx-pb': { mediaType: 'application/x.vnd.cyclonedx+protobuf; version=1.7', kind: 'sbom', extension: 'cdx.pb' },
  'spdx-json': { mediaType: 'application/spdx+json; version=3.0.1', kind: 'sbom', extension: 'spdx3.json' },
  'bom-index': { mediaType: 'application/vnd.stellaops.bom-index', kind: 'bom-index', extension: 'bom-index.bin' },
  'spdx23-json': { mediaType: 'application/spdx+json; version=2.3', kind: 'sbom', extension: 'spdx.json' },
  'cdx16-json': { mediaType: 'application/vnd.cyclonedx+json; version=1.6', kind: 'sbom', extension: 'cdx16.json' },
} as const;

export type DocumentFormat = keyof typeof FORMATS;

/** Which document of an image. */
export type DocumentWish = Readonly<{ format: DocumentFormat; view: DocumentView; profile: DocumentProfile }>;

/** Bytes with the verdict on them. */
export type CheckedDocument = Readonly<{ bytes: Uint8Array<ArrayBuffer>; validation: Validation; reEmitted?: boolean }>;

/**
 * Writes and checks documents of one graph. What several formats are made from is made once. Emitters and validators are loaded
 * when they are needed: a scan that finds its documents made already needs none.
 */
export class DocumentMaker {
  readonly #graph: ImageGraph;
  readonly #options: Omit<DocumentOptions, 'profile' | 'view'>;
  /** The model that the Protobuf is written from, by view and profile. Its bytes are not kept. */
  readonly #parts = new Map<string, CdxParts>();

  /** @param graph selected for the view (`selectComponents`) */
  constructor(graph: ImageGraph, options: Omit<DocumentOptions, 'profile' | 'view'>) {
    this.#graph = graph;
    this.#options = options;
  }

  async make({ format, view, profile }: DocumentWish): Promise<CheckedDocument> {
    const options: DocumentOptions = { ...this.#options, view, profile };
    switch (format) {
      case 'cdx-json': {
        const { bytes, parts, written } = emitCycloneDx(this.#graph, options);
        this.#parts.set(`${view} ${profile}`, parts);
        const { validateWrittenCycloneDx } = await import('#engine/emit/validate/validate-cyclonedx.ts');
        return { bytes, validation: validateWrittenCycloneDx(written) };
      }
      case 'cdx-pb': {
        const parts = this.#parts.get(`${view} ${profile}`) ?? emitCycloneDx(this.#graph, options).parts;
        const { emitProtobuf } = await import('#engine/emit/cyclonedx/protobuf/emit.ts');
        const { compareProtobuf } = await import('#engine/emit/validate/validate-protobuf.ts');
        const bytes = emitProtobuf(parts);
        const validation = compareProtobuf(bytes, parts);
        return { bytes, validation, reEmitted: validation.valid };
      }
      case 'cdx16-json': {
        const { written, bytes } = emitCycloneDx(this.#graph, options, '1.6');
        const { validateWrittenCycloneDx16 } = await import('#engine/emit/validate/validate-cyclonedx-1-6.ts');
        return { bytes, validation: validateWrittenCycloneDx16(written) };
      }
      case 'spdx-json': {
        const { emitSpdx3 } = await import('#engine/emit/spdx3/emit.ts');
        const { validateWrittenSpdx3 } = await import('#engine/emit/validate/validate-spdx3.ts');
        const { written, bytes } = emitSpdx3(this.#graph, options);
        return { bytes, validation: validateWrittenSpdx3(written) };
      }
      case 'spdx23-json': {
        const { emitSpdx2 } = await import('#engine/emit/spdx2/emit.ts');
        const { validateWrittenSpdx2 } = await import('#engine/emit/validate/validate-spdx2.ts');
        const { written, bytes } = emitSpdx2(this.#graph, options);
        return { bytes, validation: validateWrittenSpdx2(written) };
      }
      case 'bom-index': {
        const { bytes } = emitBomIndex(
          this.#graph,
          options.timestamp ?? null,
          options.usage && this.#use(options.usage),
        );
        const { validateBomIndex } = await import('#engine/emit/validate/validate-bom-index.ts');
        return { bytes, validation: validateBomIndex(bytes) };
      }
      default:
        return format satisfies never;
    }
  }

  /** An image has one start: ENTRYPOINT with CMD, as a JSON list. */
  #use({ entrypoint }: DocumentUsage): EntrypointUse {
    const name = canonicalJson(entrypoint.map((word) => word.toWellFormed()));
    const reached = this.#graph.components.filter(({ usage }) => usage === 'reached');
    return { entrypoints: [name], usedBy: new Map(reached.map(({ key }) => [key, [name]])) };
  }
}
