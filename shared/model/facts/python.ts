import type { Citation } from '../evidence.ts';

/** What a distribution's core metadata state (`METADATA`, `PKG-INFO`, an `.egg-info` file). */
export type PythonMetadataFact = Readonly<{
  kind: 'python-metadata';
  name: string;
  version: string;
  /** License-Expression, else License, else what its classifiers say. */
  licences: readonly Readonly<{ text: string; cited: Citation }>[];
  details: Readonly<Record<string, string>>;
  /** Requires-Dist: the name, and the whole requirement as written. */
  requires: readonly Readonly<{ name: string; stated: string }>[];
  cited: Citation;
}>;

/** Files of a distribution as its installer recorded them, relative to `RECORD`'s or `installed-files.txt`'s own base. */
export type PythonFilesFact = Readonly<{ kind: 'python-files'; form: 'record' | 'egg-info'; paths: readonly string[] }>;

/** Where an installer got a distribution from, if not from an index (PEP 610). */
export type PythonOriginFact = Readonly<{
  kind: 'python-origin';
  url: string;
  vcs: Readonly<{ vcs: string; commit: string }> | null;
  subdirectory: string | null;
  editable: boolean;
  cited: Citation;
}>;

/** The program that installed a distribution. */
export type PythonInstallerFact = Readonly<{ kind: 'python-installer'; name: string; cited: Citation }>;
