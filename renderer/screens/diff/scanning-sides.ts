import { createContext } from 'react';

/** Sides of the comparison whose image is still scanned: their bytes cannot be shown yet. */
export const ScanningSides = createContext<readonly ('old' | 'new')[]>([]);
