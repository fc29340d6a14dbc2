import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createQueryCache } from './data/query-cache.ts';
import { connectApi, linkStore, TRPCProvider } from './data/api.ts';
import { DeskContext } from './data/desk.ts';
import { IntakeDesk } from './data/intake.ts';
import { host } from './data/host.ts';
import { askAgainAfterLoss, follow } from './data/live.ts';
import { keepRefusals } from './data/kept-refusals.ts';
import { keepWindow } from './data/kept-window.ts';
import { followLinks, takeLink } from './data/link-route.ts';
import { takeToken } from './data/session.ts';
import { keepAppearance } from './data/appearance.ts';
import { Theme } from './shell/theme.tsx';
import { openLink } from './state/open-link.ts';
import { App } from './shell/app.tsx';
import { applyLocale } from './text/locale.ts';
import './ui/mantine.css';
import './ui/tokens/tokens.css';
import './ui/base.css';
import './ui/forced-colours.css';
import './ui/kit/kit.css';

/** Starts the page: token, socket, events, window. */
function start(root: HTMLElement): void {
  applyLocale(document.documentElement);
  const link = takeLink();
  const token = takeToken();
  if (token === null) linkStore.set(() => 'refused');
  const api = connectApi(() => host()?.token ?? token ?? '');
  const cache = createQueryCache();
  follow(api, () => void cache.invalidateQueries());
  askAgainAfterLoss(() => void cache.refetchQueries({ predicate: ({ state }) => state.status === 'error' }));
  keepAppearance(api);
  keepRefusals();
  void keepWindow(api).then(() => {
    if (link !== null) openLink(link);
    followLinks();
  });
  createRoot(root).render(
    <StrictMode>
      <Theme>
        <QueryClientProvider client={cache}>
          <TRPCProvider trpcClient={api} queryClient={cache}>
            <DeskContext value={new IntakeDesk(api, token ?? '')}>
              <App />
            </DeskContext>
          </TRPCProvider>
        </QueryClientProvider>
      </Theme>
    </StrictMode>,
  );
}

const root = document.querySelector<HTMLElement>('#root');
if (root) start(root);
