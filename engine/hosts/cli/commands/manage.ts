import { stringify } from 'yaml';
import { z } from 'zod';
import { analyzerSetOf, configSchema, enabledAnalyzers, presentComponents } from '#engine/run/index.ts';
import { analyzerKey } from '#engine/analyzers/analyzer.ts';
import { schemas } from '#shared/schema/schemas.ts';
import { printSize } from '#shared/text/size.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { type CommonOptions, dataDir, effectiveConfig, oneImage, withStore } from '../session.ts';
import { UsageError } from '../usage-error.ts';

/** `images`: what was scanned into this data folder. */
export function imagesCommand(flags: CommonOptions, output: Output): Promise<number> {
  return withStore(flags, async (store) => {
    for (const image of await store.reader.listImages()) {
      const { imageId, tags, digests, layerCount, complete, distro, source, analyzerSet, scannedAtMs } = image;
      const components = await presentComponents(store, imageId);
      if (flags.json) {
        const scannedAt = new Date(scannedAtMs).toISOString();
        await output.json({
          imageId,
          tags,
          digests,
          platform: image.config?.platform ?? null,
          distro: distro && { id: distro.id, versionId: distro.versionId },
          layers: layerCount,
          components,
          partial: !complete,
          source,
          analyzerSet,
          scannedAt,
        });
      } else
        await output.line(
          `${imageId.slice(0, 19)}  ${String(layerCount).padStart(3)} layers ${String(components).padStart(6)} components  ${distro ? `${distro.id} ${distro.versionId ?? ''}`.trim() : '-'}  ${tags.join(', ') || (source.path ?? '')}${complete ? '' : '  PARTIAL'}`,
        );
    }
    return exitCodes.complete;
  });
}

/** `artifacts [IMAGE]`: stored documents. */
export function artifactsCommand(
  reference: string | undefined,
  flags: CommonOptions & { all?: boolean },
  output: Output,
): Promise<number> {
  return withStore(flags, async (store) => {
    const image = reference === undefined ? undefined : await oneImage(store, reference);
    const filter = {
      ...(image ? { imageId: image.imageId } : {}),
      ...(flags.all ? { superseded: true as const } : {}),
    };
    for (const artifact of await store.reader.listArtifacts(filter)) {
      const { artifactId, size, storedSize, mediaType, validation, link } = artifact;
      const id = `sha256:${artifactId}`;
      if (flags.json)
        await output.json({
          id,
          path: link.path,
          ...link.key,
          mediaType,
          size,
          storedSize,
          validation,
          superseded: link.supersededAtMs !== null,
        });
      else
        await output.line(
          `${id.slice(0, 19)}  ${printSize(size).padStart(9)}  ${link.path}${link.supersededAtMs === null ? '' : '  (superseded)'}`,
        );
    }
    return exitCodes.complete;
  });
}

/** `jobs`: the queue of this data folder. */
export function jobsCommand(flags: CommonOptions, output: Output): Promise<number> {
  return withStore(flags, async (store) => {
    for (const job of await store.queue.list()) {
      if (flags.json) await output.json(job);
      else
        await output.line(
          `${job.id.slice(0, 12)}  ${job.kind.padEnd(8)} ${job.state.padEnd(7)} attempt ${job.attempt}/${job.maxAttempts}${job.reason ? `  ${job.reason}` : ''}`,
        );
    }
    return exitCodes.complete;
  });
}

/** `gc`: removes what nothing refers to. */
export function gcCommand(flags: CommonOptions & { dryRun?: boolean }, output: Output): Promise<number> {
  return withStore(flags, async (store) => {
    const report = await store.gc({
      dryRun: flags.dryRun ?? false,
      analyzerKeys: enabledAnalyzers(configSchema.parse({})).map(analyzerKey),
    });
    if (flags.json) await output.json(report);
    else {
      await output.line(`${report.dryRun ? 'would free' : 'freed'} ${printSize(report.freedBytes)}`);
      for (const [what, count] of Object.entries(report.removed))
        if (count > 0) await output.line(`  ${count} ${what}`);
      await output.line(`kept ${report.kept.blobs} blobs, ${printSize(report.kept.bytes)}`);
    }
    return exitCodes.complete;
  });
}

/** `config`: what is in force, and where it comes from. */
export async function configCommand(flags: CommonOptions, output: Output): Promise<number> {
  const { config, file, environment, flags: given } = effectiveConfig(flags);
  const analyzers = enabledAnalyzers(config).map(analyzerKey);
  const effective = {
    dataDir: dataDir(flags),
    file,
    environment,
    flags: given,
    config,
    analyzers,
    analyzerSet: analyzerSetOf(config),
  };
  if (flags.json) await output.json(effective);
  else await output.line(stringify(effective).trimEnd());
  return exitCodes.complete;
}

/** `schema [NAME]`: JSON Schema of a published shape; without a name, the names. */
export async function schemaCommand(name: string | undefined, output: Output): Promise<number> {
  const known: Readonly<Record<string, z.ZodType>> = { ...schemas, config: configSchema };
  if (name === undefined) {
    for (const one of Object.keys(known).sort()) await output.line(one);
    return exitCodes.complete;
  }
  const schema = Object.hasOwn(known, name) ? known[name] : undefined;
  if (schema === undefined)
    throw new UsageError(`Cannot print schema "${name}": expected one of ${Object.keys(known).sort().join(', ')}`);
  await output.line(JSON.stringify(z.toJSONSchema(schema, { io: 'input' }), null, 2));
  return exitCodes.complete;
}
