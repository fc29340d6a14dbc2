import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import { userEvent, type UserEvent } from '@testing-library/user-event';
import { linkStore, TRPCProvider } from '../data/api.ts';
import { createQueryCache } from '../data/query-cache.ts';
import { DeskContext } from '../data/desk.ts';
import { IntakeDesk } from '../data/intake.ts';
import { emptyIntake, intakeStore } from '../data/intake-state.ts';
import { follow, liveStore, silent } from '../data/live.ts';
import { App } from '../shell/app.tsx';
import type { FakeEngine } from './fake-engine.ts';

/** The whole window over a fake engine. */
export function renderApp(engine: FakeEngine): UserEvent {
  liveStore.set(() => silent);
  intakeStore.set(() => emptyIntake);
  linkStore.set(() => 'open');
  const cache = createQueryCache();
  follow(engine.api, () => void cache.invalidateQueries());
  render(
    <MantineProvider withCssVariables={false} withGlobalClasses={false} env="test">
      <QueryClientProvider client={cache}>
        <TRPCProvider trpcClient={engine.api} queryClient={cache}>
          <DeskContext value={new IntakeDesk(engine.api, 'token')}>
            <App />
          </DeskContext>
        </TRPCProvider>
      </QueryClientProvider>
    </MantineProvider>,
  );
  return userEvent.setup();
}
