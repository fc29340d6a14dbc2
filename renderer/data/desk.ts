import { createContext, useContext } from 'react';
import type { IntakeDesk } from './intake.ts';

/** Where files are handed in; one per page. */
export const DeskContext = createContext<IntakeDesk | null>(null);

export function useDesk(): IntakeDesk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error('Cannot take files in: no desk above this component');
  return desk;
}
