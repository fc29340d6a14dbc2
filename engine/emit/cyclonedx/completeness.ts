import { limits } from '#engine/bytes/limits.ts';
import { type Diagnostic, describeDiagnostic, isLoss } from '#shared/model/diagnostic.ts';
import type { ImageGraph } from '#shared/model/image.ts';
import type { DocumentOptions, DocumentUsage } from '../options.ts';
import { sortedBy } from '../order.ts';
import { type Property, property } from '../properties.ts';
import type { CdxComposition } from './types.ts';

/** Does the document hold everything that could be read of the image? If not, the properties say why. */
export type Completeness = Readonly<{ composition: CdxComposition; properties: readonly Property[] }>;

/**
 * @param root `bom-ref` of the image, whose assembly is described
 * @param options of the usage view what is not known is missing too
 */
export function completeness(
  graph: ImageGraph,
  root: string,
  { view, usage }: Pick<DocumentOptions, 'view' | 'usage'>,
): Completeness {
  const reasons = sortedBy(graph.diagnostics.filter(isLoss).map(reason), (text) => text);
  const listed = reasons.slice(0, limits.documentReasons);
  const isWhole =
    view === 'inventory' || (usage?.outcome === 'resolved' && usage.counts.possible === 0 && usage.counts.open === 0);
  return {
    composition: {
      aggregate: isWhole && graph.complete && reasons.length === 0 ? 'complete' : 'incomplete',
      assemblies: [root],
    },
    properties: [
      ...(reasons.length > listed.length
        ? [property('stellaops:incomplete:omitted', reasons.length - listed.length)]
        : []),
      ...(graph.complete ? [] : [property('stellaops:incomplete:partial', 'true')]),
      ...(usage === undefined ? [] : usageProperties(usage)),
      ...listed.map((text) => property('stellaops:incomplete:reason', text)),
    ],
  };
}

function usageProperties({ outcome, counts }: DocumentUsage): Property[] {
  return [
    property('stellaops:usage:not-reached', counts.notReached),
    property('stellaops:usage:open', counts.open),
    property('stellaops:usage:outcome', outcome),
    property('stellaops:usage:possible', counts.possible),
    property('stellaops:usage:reached', counts.reached),
  ];
}

/** Without the host's file name: a document does not depend on where the image lay. */
function reason(diagnostic: Diagnostic): string {
  const { where, ...rest } = diagnostic;
  if (where === undefined) return `${rest.code}: ${describeDiagnostic(rest)}`;
  const { file: _host, ...inside } = where;
  return `${rest.code}: ${describeDiagnostic({ ...rest, where: inside })}`;
}
