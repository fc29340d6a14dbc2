import { createContext, useContext } from 'react';
import { text } from '../text/en.ts';
import type { Dropped } from './dropped-files.ts';
import type { IntakeDesk } from './intake.ts';

/** Where files are handed in; one per page. */
export const DeskContext = createContext<IntakeDesk | null>(null);

export function useDesk(): IntakeDesk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error('Cannot take files in: no desk above this component');
  return desk;
}

/** Hands in what was dropped or chosen, and says of which folders nothing, or not all, was taken. */
export function takeIn(desk: IntakeDesk, { given, empty, cut, folder }: Dropped): void {
  desk.add(given, folder);
  for (const name of empty) desk.refuseFolder(name, text.preflight.emptyFolder);
  for (const name of cut) desk.refuseFolder(name, text.preflight.cutFolder);
}
