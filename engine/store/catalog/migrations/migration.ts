/** One step of the schema. Steps are never edited once released, only followed by others; versions go up by ten. */
export type Migration = Readonly<{ version: number; sql: string }>;
