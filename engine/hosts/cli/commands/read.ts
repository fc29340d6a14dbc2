import { fileRow, openStoredImage, TOOL_VERSION, why, type Why } from '#engine/run/index.ts';
import type { ImageRecord } from '#engine/store/index.ts';
import type { Component } from '#shared/model/component.ts';
import type { Evidence } from '#shared/model/evidence.ts';
import type { UsageAnswer, UsageState, UsageStrength } from '#shared/model/usage.ts';
import type { PackageRow } from '#shared/schema/package-row.ts';
import { citationOf, printCitation } from '#shared/text/citation.ts';
import { cutCommand } from '#shared/text/short-command.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { type CommonOptions, oneImage, withStore } from '../session.ts';
import { UsageError } from '../usage-error.ts';
import { openLines } from './open-lines.ts';

/** `files IMAGE`: the final tree, one line a path. */
export function filesCommand(reference: string, flags: CommonOptions, output: Output): Promise<number> {
  return withStore(flags, async (store) => {
    const image = await oneImage(store, reference);
    const { tree } = await openStoredImage(store, image.imageId);
    for (const node of tree.files()) {
      const row = fileRow(node);
      if (flags.json) await output.json(row);
      else {
        const link =
          row.linkTarget === undefined
            ? row.hardlinkTo === undefined
              ? ''
              : ` = ${row.hardlinkTo}`
            : ` -> ${row.linkTarget}`;
        await output.line(
          `${row.mode} ${String(row.uid).padStart(5)} ${String(row.gid).padStart(5)} ${String(row.size ?? '-').padStart(11)} L${row.introduced}/${row.lastModified} ${row.path}${row.type === 'dir' ? '/' : ''}${link}`,
        );
      }
    }
    return image.complete ? exitCodes.complete : exitCodes.partial;
  });
}

/** `packages IMAGE`: every component, executables without a package included; with `--removed` those that a layer removed. */
export function packagesCommand(
  reference: string,
  flags: CommonOptions & { removed?: boolean },
  output: Output,
): Promise<number> {
  return withStore(flags, async (store) => {
    const image = await oneImage(store, reference);
    for (const component of await store.reader.listComponents(image.imageId)) {
      if ((component.layers.removed !== null) !== (flags.removed ?? false)) continue;
      if (flags.json) await output.json(packageRow(component));
      else {
        const { type, name, version, arch, layers, state } = component;
        const note = state === 'installed' || state === 'present' ? '' : ` [${state}]`;
        const where = layers.removed === null ? `L${layers.introduced}` : `L${layers.introduced}-L${layers.removed}`;
        await output.line(
          `${type.padEnd(4)} ${name} ${version ?? ''}${arch ? ` ${arch}` : ''}${note}  ${where}${type === 'bin' ? `  ${component.occurrences[0]?.path ?? ''}` : ''}`,
        );
      }
    }
    return image.complete ? exitCodes.complete : exitCodes.partial;
  });
}

function packageRow(component: Component): PackageRow {
  const { key, purl, type, name, version, arch, source, state, origin, layers, missingFiles, evidence } = component;
  return {
    key,
    purl,
    type,
    name,
    version,
    arch,
    source: source && { ...source },
    state,
    origin,
    layers: { ...layers },
    missingFiles: [...missingFiles],
    evidence: evidence as unknown as PackageRow['evidence'],
  };
}

/** `why IMAGE PURL|PATH`: evidence and layers of one thing. */
export function whyCommand(
  reference: string,
  subject: string,
  flags: CommonOptions & { cite?: boolean },
  output: Output,
): Promise<number> {
  return withStore(flags, async (store) => {
    const image = await oneImage(store, reference);
    const answers = await why(store, image, subject);
    if (answers.length === 0)
      throw new UsageError(`Cannot explain "${subject}": found no such component or path in ${image.imageId}`, {
        exitCode: exitCodes.notFound,
        code: 'not-found',
      });
    for (const answer of answers) {
      if (flags.cite) await printCitations(answer, image, flags, output);
      else if (flags.json) await output.json(answer);
      else await printWhy(answer, output);
    }
    return exitCodes.complete;
  });
}

/** A citation for each proof; with `--json` the JSON of each alone. */
async function printCitations(
  answer: Why,
  { imageId, layerCount, scannedAtMs }: ImageRecord,
  { json }: CommonOptions,
  output: Output,
): Promise<void> {
  if (answer.kind === 'path') throw new UsageError(`Cannot cite "${answer.path}": expected a component`);
  const { component } = answer;
  for (const evidence of component.evidence) {
    const image = { id: imageId, layers: layerCount, scannedAtMs };
    const citation = citationOf({ subject: component, evidence, image, toolVersion: TOOL_VERSION });
    if (json) await output.json(citation);
    else await output.line(printCitation(citation));
  }
}

async function printWhy(answer: Why, output: Output): Promise<void> {
  if (answer.kind === 'component') {
    const { component } = answer;
    const { layers } = component;
    await output.line(component.key);
    await output.line(
      `  ${component.type} ${component.name} ${component.version ?? ''} ${component.arch ?? ''} (${component.state}, ${component.origin})`,
    );
    await output.line(
      `  introduced in layer ${layers.introduced}, last modified in layer ${layers.lastModified}${layers.recordWritten === null ? '' : `, record written in layer ${layers.recordWritten}`}${layers.removed === null ? '' : `, removed in layer ${layers.removed}`}`,
    );
    if (component.source) await output.line(`  source ${component.source.name} ${component.source.version}`);
    for (const { text, spdx } of component.licences) await output.line(`  licence ${spdx ?? text}`);
    for (const occurrence of component.occurrences)
      await output.line(`  at ${occurrence.path} (layer ${occurrence.layer})`);
    if (component.files.length > 0)
      await output.line(
        `  ${component.files.length} files in the tree, ${component.missingFiles.length} listed files missing`,
      );
    for (const path of component.missingFiles) await output.line(`    missing ${path}`);
    for (const evidence of component.evidence) await output.line(`  proof ${proof(evidence)}`);
    if (answer.usage !== null) await printUsage(answer.usage, output);
    return;
  }
  await output.line(answer.path);
  if (answer.file) {
    const { type, mode, uid, gid, size, sha256, introduced, lastModified, contentSince } = answer.file;
    await output.line(
      `  ${type} ${mode} ${uid}:${gid}${size === undefined ? '' : ` ${size} bytes`}${sha256 ? ` sha256 ${sha256}` : ''}`,
    );
    await output.line(
      `  introduced in layer ${introduced}, last modified in layer ${lastModified}, content since layer ${contentSince}`,
    );
  } else
    await output.line(
      `  not in the final tree${answer.removed === null ? '' : `: removed in layer ${answer.removed}`}`,
    );
  for (const { layer, what, createdBy } of answer.history)
    await output.line(`  layer ${layer}: ${what}${createdBy ? `  ${cutCommand(createdBy)}` : ''}`);
  for (const { key, relation } of answer.components) await output.line(`  ${RELATIONS[relation]} ${key}`);
  if (answer.usage !== null) await printUsage(answer.usage, output);
}

/** What a component does with a path, as seen from the path. */
const RELATIONS = { owns: 'owned by', is: 'is', cites: 'cited by' } as const;

/** How the image's start leads there, a line for each step. */
async function printUsage({ state, strength, steps, open }: UsageAnswer, output: Output): Promise<void> {
  await output.line(`  start ${strength === undefined ? USED[state] : USED[strength]}`);
  for (const { mechanism, rule, as, to, file, line } of steps) {
    const said = file === null ? '' : `  (${file}${line === null ? '' : `:${line}`})`;
    await output.line(`    ${mechanism} ${rule} ${as}${to === '' || to === as ? '' : ` → ${to}`}${said}`);
  }
  for (const line of openLines(open)) await output.line(`    ${line}`);
}

const USED: Readonly<Record<UsageState | UsageStrength, string>> = {
  reached: 'reaches it',
  notReached: 'does not reach it',
  unknown: 'may reach it',
  possible: 'reaches it if a hop is taken that is only possible',
  open: 'may reach it: something is not known',
};

function proof({ proves, source, analyzer, locator }: Evidence): string {
  const segments = locator.segments.map(({ from, to }) => `${from}-${to}`).join(',');
  const inside = [locator.path, ...locator.container].join('!');
  return `of ${proves} by ${source} (${analyzer}): layer ${locator.layerIndex} ${inside} ${locator.kind}${segments === '' ? '' : ` bytes ${segments}`} sha256 ${locator.sha256}`;
}
