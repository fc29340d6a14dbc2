import type { ComponentType, UsageWord } from '#shared/model/component.ts';
import type { ImageId } from '#shared/model/digest.ts';
import type { ComponentHit, FileHit, Hit, LibraryFindings } from '#shared/model/find.ts';
import type { FindQuery } from '../records.ts';
import type { Sql, Value } from '../sqlite/sql.ts';
import { parseFindWords, type PurlBegin } from './parse-find-words.ts';

type Found<H extends Hit> = Readonly<{
  hits: number;
  images: readonly ImageId[];
  rows: readonly (H & { imageId: ImageId })[];
}>;

/** Components by name, or cited files by path, in all images. */
export function findInLibrary(sql: Sql, tenant: string, { text, limit }: FindQuery): LibraryFindings {
  const { name, parts, purl, path } = parseFindWords(text);
  const components =
    purl !== null
      ? findByKey(sql, tenant, purl, limit)
      : name === null
        ? nothing
        : findByName(sql, tenant, name, parts, limit);
  const files = path === null ? nothing : findFiles(sql, tenant, path, limit);
  const rows = [...components.rows, ...files.rows].slice(0, limit);
  const order = sql.all<{ image_id: ImageId }>(
    'SELECT image_id FROM images WHERE tenant = ? ORDER BY scanned_at_ms DESC, image_id',
    tenant,
  );
  const groups = Map.groupBy(rows, ({ imageId }) => imageId);
  return {
    hits: components.hits + files.hits,
    images: new Set([...components.images, ...files.images]).size,
    groups: order.flatMap(({ image_id: imageId }) => {
      const hits = groups.get(imageId)?.map(({ imageId: _, ...hit }): Hit => hit);
      return hits ? [{ imageId, hits }] : [];
    }),
  };
}

const nothing: Found<never> = { hits: 0, images: [], rows: [] };

/** Exact before beginning before anywhere, each by name. The index has what is asked for, so no row is read that does not fit. */
function findByName(
  sql: Sql,
  tenant: string,
  part: string,
  parts: readonly string[],
  limit: number,
): Found<ComponentHit> {
  const fitting = fittingNames(sql, tenant, part);
  if (fitting.length === 0) return nothing;
  // The first word is in the name; each of the others in name or version.
  const more = parts.map(() => ` AND (name LIKE ? ESCAPE '\\' OR ifnull(version, '') LIKE ? ESCAPE '\\')`).join('');
  const from = `FROM json_each(?) AS fitting CROSS JOIN components INDEXED BY components_by_any_name
    ON tenant = ? AND name = fitting.value COLLATE NOCASE WHERE 1${more}`;
  const values = (names: readonly string[]): Value[] => [
    JSON.stringify(names),
    tenant,
    ...parts.flatMap((word) => [like(word), like(word)]),
  ];
  const counted = countByImage(sql, from, values(fitting));
  // Each name has a component at least.
  const listed = parts.length === 0 ? fitting.slice(0, limit) : fitting;
  const ids = sql.column(
    `SELECT component_id ${from} ORDER BY fitting.key, version, components.key LIMIT ?`,
    ...values(listed),
    limit,
  );
  return { ...counted, rows: hitsOf(sql, ids) };
}

/** By key: the name that a component states may be another one than its package URL has. */
function findByKey(sql: Sql, tenant: string, { text, whole }: PurlBegin, limit: number): Found<ComponentHit> {
  const end = whole ? ` AND substr(key, length(?2) + 1, 1) IN ('', '@', '?', '#')` : '';
  const from = `FROM images CROSS JOIN components INDEXED BY components_by_key
    ON components.tenant = ?1 AND components.image_id = images.image_id AND key >= ?2 AND key < ?3${end}
    WHERE images.tenant = ?1`;
  // The last character there is: behind all that begin so.
  const values = [tenant, text, `${text}\u{10ffff}`];
  const counted = countByImage(sql, from, values);
  const ids = sql.column(`SELECT component_id ${from} ORDER BY key, images.image_id LIMIT ?4`, ...values, limit);
  return { ...counted, rows: hitsOf(sql, ids) };
}

function countByImage(sql: Sql, from: string, values: readonly Value[]): Omit<Found<never>, 'rows'> {
  const counted = sql.all<{ image_id: ImageId; hits: number }>(
    `SELECT components.image_id, count(*) AS hits ${from} GROUP BY components.image_id`,
    ...values,
  );
  return {
    hits: counted.reduce((sum, { hits }) => sum + hits, 0),
    images: counted.map(({ image_id }) => image_id),
  };
}

function hitsOf(sql: Sql, ids: readonly number[]): Found<ComponentHit>['rows'] {
  type Row = Omit<ComponentHit, 'kind' | 'usage'> &
    Readonly<{ imageId: ImageId; usage: UsageWord | ''; type: ComponentType }>;
  const rows = sql.all<Row>(
    `SELECT image_id AS imageId, components.key, name, version, components.type, introduced, removed, usage
     FROM json_each(?) AS ids JOIN components ON component_id = ids.value ORDER BY ids.key`,
    JSON.stringify(ids),
  );
  return rows.map((row) => ({ ...row, kind: 'component', usage: row.usage === '' ? null : row.usage }));
}

/** Names of which this is a part, ASCII case ignored; the best first. Each step of the walk jumps to the next name of the index. */
function fittingNames(sql: Sql, tenant: string, part: string): string[] {
  const found = sql.all<{ name: string }>(
    `WITH RECURSIVE names (name) AS (
       SELECT (SELECT name FROM components INDEXED BY components_by_any_name WHERE tenant = ?1
               ORDER BY name COLLATE NOCASE LIMIT 1)
       UNION ALL
       SELECT (SELECT name FROM components INDEXED BY components_by_any_name
               WHERE tenant = ?1 AND name COLLATE NOCASE > names.name ORDER BY name COLLATE NOCASE LIMIT 1)
       FROM names WHERE names.name IS NOT NULL)
     SELECT name FROM names WHERE name LIKE ?2 ESCAPE '\\'
     ORDER BY (name = ?3 COLLATE NOCASE) DESC, (name LIKE ?4 ESCAPE '\\') DESC, name COLLATE NOCASE`,
    tenant,
    like(part),
    part,
    like(part).slice(1),
  );
  return found.map(({ name }) => name);
}

function findFiles(sql: Sql, tenant: string, path: string, limit: number): Found<FileHit> {
  const from = `FROM evidence INDEXED BY evidence_by_path WHERE tenant = ?1 AND path LIKE ?2 ESCAPE '\\'`;
  const counted = sql.all<{ image_id: ImageId; hits: number }>(
    `SELECT image_id, count(DISTINCT path) AS hits ${from} GROUP BY image_id`,
    tenant,
    like(path),
  );
  if (counted.length === 0) return nothing;
  const rows = sql.all<Omit<FileHit, 'kind'> & Readonly<{ imageId: ImageId }>>(
    `SELECT image_id AS imageId, path, max(layer_index) AS layer, count(DISTINCT component_id) AS components ${from}
     GROUP BY image_id, path ORDER BY (path = ?3) DESC, (path LIKE ?4 ESCAPE '\\') DESC, path, image_id LIMIT ?5`,
    tenant,
    like(path),
    path,
    like(path).slice(1),
    limit,
  );
  return {
    hits: counted.reduce((sum, { hits }) => sum + hits, 0),
    images: counted.map(({ image_id }) => image_id),
    rows: rows.map((row) => ({ ...row, kind: 'file' })),
  };
}

/** LIKE ignores the case of ASCII letters, and of no others. */
function like(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
}
