import type { AppRouter } from '#engine/serve/router.ts';
import { createTRPCClient, createWSClient, wsLink, type TRPCClient } from '@trpc/client';
import { createTRPCContext } from '@trpc/tanstack-react-query';
import { createStore } from '../state/store.ts';

/** Typed calls of the engine. */
export type Api = TRPCClient<AppRouter>;

export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>();

/**
 * The socket to the engine. `connecting`: for the first time; `lost`: it was open and is being tried again; `refused`: there is
 * no token, or it is not this engine's.
 */
export type Link = 'connecting' | 'open' | 'lost' | 'refused';
export const linkStore = createStore<Link>('connecting');

/** Tries again soon at first; an engine that restarts is back in a second or two. */
const RETRY_MS = { first: 250, most: 3000 } as const;

/** The engine closes a socket so when its token is not this engine's. */
const UNAUTHORISED = 4401;

/**
 * A client over the socket of the page's own origin.
 *
 * @param token asked for at each connection: a host's engine that was started again has a new one
 */
export function connectApi(token: () => string): Api {
  const client = createWSClient({
    url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/trpc`,
    connectionParams: () => ({ token: token() }),
    retryDelayMs: (attempt) => Math.min(RETRY_MS.most, RETRY_MS.first * 2 ** attempt),
    // A process that ends closes its sockets; one that is busy with a huge image answers late.
    keepAlive: { enabled: true, intervalMs: 10_000, pongTimeoutMs: 30_000 },
    onOpen: () => linkStore.set(() => 'open'),
    onClose(cause) {
      if (cause?.code === UNAUTHORISED) {
        linkStore.set(() => 'refused');
        void client.close();
      } else linkStore.set((before) => (before === 'open' ? 'lost' : before));
    },
  });
  return createTRPCClient<AppRouter>({ links: [wsLink({ client })] });
}
