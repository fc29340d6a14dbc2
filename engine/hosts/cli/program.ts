import { Command, InvalidArgumentError } from 'commander';
import { TOOL_VERSION } from '#engine/run/index.ts';
import { attestCommand, type AttestFlags } from './commands/attest.ts';
import { consoleCommand } from './commands/console.ts';
import { diagnosticsCommand } from './commands/diagnostics.ts';
import { DIFF_FORMATS, diffCommand } from './commands/diff.ts';
import {
  artifactsCommand,
  configCommand,
  gcCommand,
  imagesCommand,
  jobsCommand,
  schemaCommand,
} from './commands/manage.ts';
import { pluginsCommand } from './commands/plugins.ts';
import { filesCommand, packagesCommand, whyCommand } from './commands/read.ts';
import { FORMAT_NAMES } from './commands/document-wish.ts';
import { exportCommand, indexQueryCommand, validateCommand } from './commands/documents.ts';
import { scanCommand } from './commands/scan.ts';
import { linksCommand } from './commands/links.ts';
import { traceCommand } from './commands/trace.ts';
import { verifyCitationCommand } from './commands/verify.ts';
import type { Output } from './output.ts';

/**
 * The command tree of contracts §2. `sbom export` and `sbom diff` are the seed's names for `export` and `diff`.
 *
 * @param stderr where progress goes
 * @param finish takes the exit code of the command that ran
 */
export function buildProgram(
  output: Output,
  stderr: NodeJS.WritableStream,
  finish: (exitCode: number) => void,
): Command {
  const program = new Command('stellaops');
  program
    .description(
      'Offline container-image explorer: what is inside, which layer put it there, and the bytes that prove it',
    )
    .version(TOOL_VERSION)
    .showHelpAfterError(false)
    .exitOverride()
    .configureOutput({ outputError: () => undefined });

  const command = (name: string, description: string, parent = program): Command =>
    parent
      .command(name)
      .description(description)
      .option('--data <dir>', 'data folder (default: $STELLAOPS_HOME, else the place of your OS)')
      .option('--config <file>', 'configuration (default: scanner.yaml in the data folder)')
      .option('--json', 'print JSON');
  const run = (made: Promise<number>): Promise<void> => made.then(finish);

  command('scan', 'read an image and store what is in it')
    .argument('<ref...>', 'docker-save archive, OCI archive or layout, or a root file system in a folder')
    .option('--image <which>', 'which image of several: a tag, @N, or a digest')
    .option('--platform <os/arch>', 'which platform of several')
    .option('--force', 'read everything again, cached facts included')
    .option('--verify', 'hash every blob, even where the file is unchanged')
    .option('--jobs <n>', 'worker threads, at most 4', positiveInteger)
    .option('--name <name>', 'name of the image in documents')
    .option('--component-version <version>', 'version of the image in documents')
    .option('-o, --output <format=file>', `write a document (${FORMAT_NAMES.join(', ')}); - is stdout`, collect)
    .option('--view <view>', 'of documents: inventory, or usage: what the start reaches', 'inventory')
    .option('--profile <profile>', 'full, or lean: without proofs', 'full')
    .option('--fragments', 'make a document of each layer too, which those of the image point to')
    .action((refs: string[], flags: object) => run(scanCommand(refs, flags, output, stderr)));

  const sbom = program.command('sbom').description('documents of an image');
  for (const parent of [program, sbom]) {
    command('diff', 'tell what changed from one image to another', parent)
      .option('--old <ref|image>', 'a file or folder, which is scanned first, or a stored image')
      .option('--new <ref|image>', 'the same')
      .option('--view <view>', 'inventory, or usage: only what is reached', 'inventory')
      .option('--format <format>', DIFF_FORMATS.join(', '), 'text')
      .option('--exit-code', 'exit with 7 when anything differs')
      .option('--allow-mixed', 'compare although the images were scanned with different analyzers')
      .action((flags: object) => run(diffCommand(flags, output, stderr)));
    command('export', 'print a document of a scanned image', parent)
      .argument('<image>', 'image id, a unique prefix of it, or a tag')
      .option('--format <format>', FORMAT_NAMES.join(', '), 'cdx-json')
      .option('--view <view>', 'inventory: all that is in the image', 'inventory')
      .option('--profile <profile>', 'full, or lean: without proofs', 'full')
      .option('--name <name>', 'name of the image in the document')
      .option('--component-version <version>', 'version of the image in the document')
      .option('-o, --output <file>', 'file to write', '-')
      .action((image: string, flags: object) => run(exportCommand(image, flags, output)));
  }
  command('attest', 'sign that a document is about an image')
    .argument('<image>', 'image id, a unique prefix of it, or a tag')
    .requiredOption('--key <file>', 'private key (PEM): ECDSA P-256, P-384 or P-521, Ed25519, RSA')
    .option('--passphrase-file <file>', 'file with the passphrase of an encrypted key; - is stdin')
    .option('--format <format>', FORMAT_NAMES.filter((name) => name.endsWith('json')).join(', '), 'cdx-json')
    .option('--view <view>', 'inventory, or usage: what the start reaches', 'inventory')
    .option('--profile <profile>', 'full, or lean: without proofs', 'full')
    .option('--name <name>', 'name of the image in the document')
    .option('--component-version <version>', 'version of the image in the document')
    .option('-o, --output <file>', 'file to write the Sigstore bundle to; - is stdout')
    .action((image: string, flags: object) => run(attestCommand(image, flags as AttestFlags, output)));
  command('validate', 'check a CycloneDX, SPDX or BOM-Index file', sbom)
    .argument('<file>')
    .action((file: string, flags: object) => run(validateCommand(file, flags, output)));
  command('query', 'layers and entry points of a component', program.command('index').description('BOM-Index files'))
    .argument('<file>')
    .argument('<purl>')
    .action((file: string, key: string, flags: object) => run(indexQueryCommand(file, key, flags, output)));
  command('files', 'list the final tree with the layers of each path')
    .argument('<image>')
    .action((image: string, flags: object) => run(filesCommand(image, flags, output)));
  command('packages', 'list components with their layers and proofs')
    .argument('<image>')
    .option('--removed', 'those that a later layer removed, instead')
    .action((image: string, flags: object) => run(packagesCommand(image, flags, output)));
  command('why', 'explain one component or path')
    .argument('<image>')
    .argument('<purl|path>')
    .option('--cite', 'print a citation of each proof of a component, instead')
    .action((image: string, subject: string, flags: object) => run(whyCommand(image, subject, flags, output)));
  command('citation', 'check a copied citation against the bytes', program.command('verify').description('proofs'))
    .argument('<file>', 'the copied text or its JSON; - is stdin')
    .option(
      '--source <ref>',
      'archive, layout or folder (default: where the image was scanned from, else what was kept)',
    )
    .action((file: string, flags: object) => run(verifyCitationCommand(file, flags, output)));
  command('links', 'follow what the loader would map for a program or library')
    .argument('<image>')
    .argument('<path>', 'path in the image')
    .action((image: string, path: string, flags: object) => run(linksCommand(image, path, flags, output)));
  command('trace', 'follow what a container starts, without running anything')
    .argument('<ref|image>', 'a scanned image, else an archive or folder, which is scanned first')
    .option('--ndjson', 'print JSON lines: the trace, its hops, terminals and diagnostics')
    .option('--env <name=value>', 'a variable of the container; may be repeated', collect)
    .option('--entrypoint <words>', 'instead of the ENTRYPOINT: words, or a JSON list')
    .option('--cmd <words>', 'instead of the CMD: words, or a JSON list')
    .option('-o, --output <file>', 'file to write the graph to, canonical JSON')
    .action((reference: string, flags: object) => run(traceCommand(reference, flags, output)));
  command('images', 'list scanned images').action((flags: object) => run(imagesCommand(flags, output)));
  command('artifacts', 'list stored documents')
    .argument('[image]')
    .option('--all', 'superseded ones too')
    .action((image: string | undefined, flags: object) => run(artifactsCommand(image, flags, output)));
  command('jobs', 'list the job queue').action((flags: object) => run(jobsCommand(flags, output)));
  command('gc', 'free what nothing refers to')
    .option('--dry-run', 'only say what would be freed')
    .action((flags: object) => run(gcCommand(flags, output)));
  command('console', 'open the console in a browser')
    .option('--port <n>', 'port on 127.0.0.1 (default: any that is free)', portNumber)
    .option('--no-open', 'only print the address')
    .option('--signing-key <file>', 'private key (PEM) that documents are signed with')
    .option('--passphrase-file <file>', 'file with the passphrase of that key')
    .option('--jobs <n>', 'worker threads, at most 4', positiveInteger)
    .action((flags: object) => run(consoleCommand(flags, output)));
  command('diagnostics', 'print versions, plug-ins, limits and counts, without names or paths').action(
    (flags: object) => run(diagnosticsCommand(flags, output)),
  );
  command('plugins', 'list plug-ins and what each reads').action((flags: object) => run(pluginsCommand(flags, output)));
  command('config', 'print the effective configuration')
    .option('--jobs <n>', 'worker threads, at most 4', positiveInteger)
    .action((flags: object) => run(configCommand(flags, output)));
  command('schema', 'print the JSON Schema of a published shape')
    .argument('[name]')
    .action((name: string | undefined) => run(schemaCommand(name, output)));
  return program;
}

function positiveInteger(text: string): number {
  if (!/^[1-9][0-9]{0,1}$/.test(text)) throw new InvalidArgumentError('expected a number from 1 to 64.');
  return Number(text);
}

function portNumber(text: string): number {
  const port = /^[0-9]{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535)) throw new InvalidArgumentError('expected a number from 0 to 65535.');
  return port;
}

function collect(value: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), value];
}
