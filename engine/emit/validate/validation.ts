/** One thing that is wrong with a document. */
export type ValidationError = Readonly<{
  /** JSON pointer into the document. */
  at: string;
  problem: string;
}>;

/** What a check found. `errors` is empty exactly when `valid`, and holds at most 20. */
export type Validation = Readonly<{
  valid: boolean;
  schema: string;
  /** Commit or version that the schema is from (`assets/schemas/ORIGIN.md`). */
  version: string;
  errors: readonly ValidationError[];
  /** What the format cannot say of the model that it was made from. Absent: nothing, or not compared. */
  lossy?: readonly string[];
}>;
