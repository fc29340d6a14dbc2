import { MantineProvider } from '@mantine/core';
import type { ReactNode } from 'react';
import { appearanceStore } from '../data/appearance.ts';
import { useStore } from '../state/store.ts';

/** The component kit in the chosen theme. */
export function Theme({ children }: Readonly<{ children: ReactNode }>): ReactNode {
  const theme = useStore(appearanceStore, (value) => value.theme);
  return (
    // Colours are variables of our own sheets; the kit adds no style element, which the page's policy would refuse.
    <MantineProvider
      withCssVariables={false}
      withGlobalClasses={false}
      defaultColorScheme="auto"
      {...(theme === 'system' ? {} : { forceColorScheme: theme })}
    >
      {children}
    </MantineProvider>
  );
}
