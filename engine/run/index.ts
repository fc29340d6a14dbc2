/** The run stage's front door: the only stage that knows the order of the others. */
export { analyzerSetOf, enabledAnalyzers, TOOL_VERSION } from './analyzer-set.ts';
export { type Config, configSchema } from './config.ts';
export type { ConfigFile } from './config-file.ts';
export { DiffError, type DiffOptions, diffStored } from './diff.ts';
export { exportDocument } from './document.ts';
export { type DocumentFormat, type DocumentWish, FORMATS } from './formats.ts';
export { fileRow } from './file-row.ts';
export { linksOf } from './links.ts';
export { readCitations, type ReadCitation } from './evidence/read-citation.ts';
export { type CitationVerdict, verifyCitation } from './evidence/verify-citation.ts';
export { why, type Why } from './why.ts';
export { presentComponents, scan, type ScanOptions } from './scan.ts';
export type { ScanContext } from './scan-subject.ts';
export { traceStored } from './trace.ts';
export { openStoredImage, type StoredImage } from './stored-image.ts';
export type * from './console/engine.ts';
export { EngineError } from './console/engine-error.ts';
export { type EnginePorts, openEngine } from './console/open-engine.ts';
