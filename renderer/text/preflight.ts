import type { Bytes } from '#shared/model/units.ts';
import { count, counted, size } from './formats.ts';

/** The words of the sheet about many files, a part of the catalogue. */
export const preflightText = {
  title: (value: number): string => `Scan ${counted(value, 'file or folder', 'files and folders')}?`,
  intro: (bytes: Bytes): string =>
    `${size(bytes)} in all. Nothing is scanned before you say so; then one after the other.`,
  clear: (value: number): string => `${count(value)} clear`,
  asks: (value: number): string => `${count(value)} with a choice`,
  known: (value: number): string => `${count(value)} already in the library`,
  refused: (value: number): string => `${count(value)} without an image`,
  unseen: (value: number): string => `${count(value)} not looked into yet`,
  list: 'What was given',
  queue: (value: number): string => `Queue ${count(value)}`,
  held: 'Looked into once it is queued',
  directory: 'a root file system',
  choices: (name: string): string => `Images of ${name}`,
  again: (name: string): string => `Scan ${name} again`,
  open: (name: string): string => `Open ${name}`,
  opened: (name: string): string => `${name} is open in a tab`,
  leaveOut: 'Leave out',
  remove: (name: string): string => `Leave ${name} out`,
  emptyFolder:
    'No archive and no OCI layout in this folder. A browser hands over no links, owners or modes, so a root file system in a folder is scanned with the command line.',
  cutFolder: 'More names in this folder than are looked at in one drop: drop the archives themselves, or parts of it',
} as const;
