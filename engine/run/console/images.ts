import { basename } from 'node:path';
import { writeRows } from '#engine/emit/rows/write-rows.ts';
import { readArtifactBytes } from '#engine/store/index.ts';
import type {
  ComponentDetail,
  ComponentWindow,
  EdgesWindow,
  OwnedFileRow,
  OwnedFilesWindow,
  RowsPiece,
} from '#shared/model/component-list.ts';
import type { Component } from '#shared/model/component.ts';
import { type Digest, hexOf, type ImageId } from '#shared/model/digest.ts';
import type { DirectoryWindow, NamedFile, PathDetail } from '#shared/model/file-list.ts';
import type { ArtifactView } from '#shared/model/artifact.ts';
import type { ImageOverview, LayerFiles } from '#shared/model/library.ts';
import type { LayerEntries, LayerKinds, LinksSoFar, PartialRows, SoFarWindow } from '#shared/model/so-far.ts';
import { normalisePath, parsePrintedPath } from '#shared/model/root-path.ts';
import { listArtifacts } from './artifacts.ts';
import type { EngineContext } from './context.ts';
import { EngineError } from './engine-error.ts';
import type { ComponentRequest, EdgesRequest, Images, Library, RowsRequest } from './engine.ts';
import { readDirectory, readPath } from './files.ts';
import { namedFiles } from './named-files.ts';
import { countLayerFiles, readOverview } from './overview.ts';
import { partialRows } from './partial-rows.ts';
import { kindsSoFar, layerEntries, linksSoFar, rowsSoFar } from './so-far.ts';
import { scanningOverview } from './scanning-overview.ts';

/** Some MB of text; a caller comes back for the rest. */
const ROWS_OF_A_PIECE = 5000;

/** Files of a component that come with it; the rest by window. */
const FIRST_FILES = 200;

/** What can be asked of one image. */
export class ImageService implements Images {
  readonly #context: EngineContext;
  readonly #library: Library;

  constructor(context: EngineContext, library: Library) {
    this.#context = context;
    this.#library = library;
  }

  async overview(imageId: ImageId): Promise<ImageOverview> {
    if (!(await this.#context.store.reader.findImage(imageId))) {
      const running = scanningOverview(this.#context, imageId);
      if (running) return running;
    }
    return await readOverview(this.#context, await this.#library.get(imageId));
  }

  async soFar(imageId: ImageId, limit: number): Promise<SoFarWindow> {
    return await rowsSoFar(this.#context, imageId, limit);
  }

  async linksSoFar(imageId: ImageId, offset: number, limit: number): Promise<LinksSoFar> {
    return await linksSoFar(this.#context, imageId, offset, limit);
  }

  async kindsSoFar(imageId: ImageId): Promise<readonly LayerKinds[]> {
    return await kindsSoFar(this.#context, imageId);
  }

  async partialRows(imageId: ImageId, offset: number): Promise<PartialRows> {
    return await partialRows(this.#context, imageId, offset);
  }

  async entriesSoFar(imageId: ImageId, layer: number, offset: number, limit: number): Promise<LayerEntries> {
    return await layerEntries(this.#context, imageId, layer, offset, limit);
  }

  async layerFiles(imageId: ImageId): Promise<readonly LayerFiles[]> {
    return await countLayerFiles(this.#context, imageId);
  }

  async components(request: ComponentRequest): Promise<ComponentWindow> {
    const { reader } = this.#context.store;
    if (!(await reader.findImage(request.imageId)))
      throw new EngineError({ kind: 'no-image', imageId: request.imageId });
    return await reader.queryComponents(request);
  }

  async rows(request: RowsRequest): Promise<RowsPiece> {
    const { offset, columns, format, generation: wanted } = request;
    const at = { offset };
    const window = await this.components({ ...request, at, limit: ROWS_OF_A_PIECE, facets: false });
    const { generation, total, unfiltered, rows } = window;
    if (wanted !== null && generation !== wanted) throw new EngineError({ kind: 'scanned-meanwhile' });
    const stretch = { first: offset === 0, last: offset + rows.length >= total };
    return { generation, total, unfiltered, rows: rows.length, text: writeRows(rows, columns, format, stretch) };
  }

  async component(imageId: ImageId, key: string): Promise<ComponentDetail> {
    const component = await this.#component(imageId, key);
    const { files, missingFiles } = component;
    return {
      ...component,
      files: files.slice(0, FIRST_FILES),
      missingFiles: missingFiles.slice(0, FIRST_FILES),
      // By window too: see `edges`.
      dependencies: component.dependencies.slice(0, FIRST_FILES),
      fileCount: files.length,
      missingFileCount: missingFiles.length,
    };
  }

  async edges(request: EdgesRequest): Promise<EdgesWindow> {
    await this.#component(request.imageId, request.key);
    return await this.#context.store.reader.queryEdges(request);
  }

  async ownedFiles(imageId: ImageId, key: string, offset: number, limit: number): Promise<OwnedFilesWindow> {
    const { files, missingFiles } = await this.#component(imageId, key);
    const { tree } = await this.#context.trees.get(imageId);
    const listed = [
      ...files.map((path) => ({ path, missing: false })),
      ...missingFiles.map((path) => ({ path, missing: true })),
    ];
    const rows = listed.slice(offset, offset + limit).map(({ path, missing }): OwnedFileRow => {
      const real = normalisePath(parsePrintedPath(path));
      const node = missing || real === undefined ? undefined : tree.lookup(real);
      return {
        path,
        missing,
        type: node?.type ?? null,
        size: node?.size ?? null,
        sha256: node?.sha256 ?? null,
        layer: node?.contentSince ?? null,
      };
    });
    return { total: listed.length, offset: Math.min(offset, listed.length), rows };
  }

  async directory(imageId: ImageId, path: string, offset: number, limit: number): Promise<DirectoryWindow> {
    return await readDirectory(this.#context, imageId, path, offset, limit);
  }

  async named(imageId: ImageId, name: string, limit: number): Promise<readonly NamedFile[]> {
    return await namedFiles(this.#context, imageId, name, limit);
  }

  async path(imageId: ImageId, path: string): Promise<PathDetail> {
    return await readPath(this.#context, imageId, path);
  }

  async artifacts(imageId: ImageId): Promise<readonly ArtifactView[]> {
    return await listArtifacts(this.#context, imageId);
  }

  async artifact(id: Digest): Promise<Readonly<{ bytes: Uint8Array; mediaType: string; name: string }>> {
    const { reader, blobs } = this.#context.store;
    const artifactId = hexOf(id);
    const linked = (await reader.listArtifacts({ superseded: true })).find((one) => one.artifactId === artifactId);
    if (!linked) throw new EngineError({ kind: 'no-document', id });
    const bytes = await readArtifactBytes(blobs, linked);
    return { bytes, mediaType: linked.mediaType, name: basename(linked.link.path).replace(/[.]zst$/, '') };
  }

  async #component(imageId: ImageId, key: string): Promise<Component> {
    const component = await this.#context.store.reader.findComponent(imageId, key);
    if (!component) throw new EngineError({ kind: 'no-component', imageId, key });
    return component;
  }
}
