/** One failed keyword of the schema. */
export type SchemaError = Readonly<{
  /** JSON pointer into the document. */
  instancePath: string;
  keyword: string;
  params: Readonly<Record<string, unknown>>;
}>;

/** Is this a document of that standard? `errors` belongs to the last call. */
export const validate: ((document: unknown) => boolean) & { errors?: readonly SchemaError[] | null };
