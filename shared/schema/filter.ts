import { z } from 'zod';
import { compilePattern, PatternError, patternLimits } from '../text/pattern.ts';

/** Fields with a value that is compared whole. '' stands for "none stated". */
export const EXACT_FIELDS = ['type', 'origin', 'state', 'arch', 'licence', 'name', 'version', 'usage'] as const;
export type ExactField = (typeof EXACT_FIELDS)[number];

/** Fields that can be searched for a part, ASCII case ignored. `any`: name, version or key. */
export const PART_FIELDS = ['any', 'name', 'version', 'licence'] as const;
export type PartField = (typeof PART_FIELDS)[number];

/** Layer facts that a range can be asked of. `layer` is the introducing one. */
export const LAYER_FIELDS = ['layer', 'modified', 'removed'] as const;
export type LayerField = (typeof LAYER_FIELDS)[number];

/**
 * Yes-or-no facts. `removed`: a later layer removed it; `present`: it is in the final tree; `unlicensed`: no licence is stated;
 * `unowned`: an executable that no package names; `modified`: a layer above the introducing one changed its row or file;
 * `added`: introduced above the base layer.
 */
export const FLAGS = ['present', 'removed', 'unlicensed', 'unowned', 'modified', 'added'] as const;
export type Flag = (typeof FLAGS)[number];

/** Layer indexes, base = 0, both ends inclusive; null: to the top. */
export type LayerSpan = Readonly<{ from: number; to: number | null }>;

/** A condition on components. `and` of nothing holds for all, `or` of nothing for none. */
export type Filter =
  | Readonly<{ op: 'and' | 'or'; of: readonly Filter[] }>
  | Readonly<{ op: 'not'; of: Filter }>
  | Readonly<{ op: 'has'; field: PartField; text: string }>
  /** A pattern is found somewhere; see `text/pattern`. */
  | Readonly<{ op: 'matches'; field: PartField; pattern: string }>
  | Readonly<{ op: 'is'; field: ExactField; values: readonly string[] }>
  | Readonly<{ op: 'in'; field: LayerField; spans: readonly LayerSpan[] }>
  | Readonly<{ op: 'flag'; flag: Flag }>;

/** Holds for everything. */
export const EVERYTHING: Filter = { op: 'and', of: [] };

/** Bounds on a filter: SQLite refuses expressions deeper than 1,000; nobody writes by hand what is near these. */
export const filterLimits = { depth: 32, nodes: 512, values: 1000, textLength: 1000 } as const;

const text = z.string().max(filterLimits.textLength);
const layer = z.int().min(0).max(1_000_000);

const node: z.ZodType<Filter> = z.lazy(() =>
  z.discriminatedUnion('op', [
    z.strictObject({ op: z.enum(['and', 'or']), of: z.array(node).max(filterLimits.nodes) }),
    z.strictObject({ op: z.literal('not'), of: node }),
    z.strictObject({ op: z.literal('has'), field: z.enum(PART_FIELDS), text: text.min(1) }),
    z.strictObject({
      op: z.literal('matches'),
      field: z.enum(PART_FIELDS),
      pattern: z.string().min(1).max(patternLimits.length).refine(isPattern, { error: 'This is no pattern' }),
    }),
    z.strictObject({
      op: z.literal('is'),
      field: z.enum(EXACT_FIELDS),
      values: z.array(text).min(1).max(filterLimits.values),
    }),
    z.strictObject({
      op: z.literal('in'),
      field: z.enum(LAYER_FIELDS),
      spans: z
        .array(z.strictObject({ from: layer, to: layer.nullable() }))
        .min(1)
        .max(filterLimits.values),
    }),
    z.strictObject({ op: z.literal('flag'), flag: z.enum(FLAGS) }),
  ]),
);

/** A filter within {@link filterLimits}. */
export const filterSchema: z.ZodType<Filter> = node.refine(
  (filter) => weigh(filter, filterLimits.depth) <= filterLimits.nodes,
  {
    error: `A filter has at most ${filterLimits.nodes} parts, ${filterLimits.depth} deep`,
  },
);

function isPattern(text: string): boolean {
  try {
    compilePattern(text);
    return true;
  } catch (error) {
    if (error instanceof PatternError) return false;
    throw error;
  }
}

/** Count of nodes; more than allowed when it is too deep. */
function weigh(filter: Filter, depth: number): number {
  if (depth === 0) return filterLimits.nodes + 1;
  if (filter.op === 'not') return 1 + weigh(filter.of, depth - 1);
  if (filter.op !== 'and' && filter.op !== 'or') return 1;
  return filter.of.reduce((sum, one) => sum + weigh(one, depth - 1), 1);
}
