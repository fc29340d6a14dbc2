import { host } from './host.ts';

const KEY = 'stellaops.token';

/**
 * Secret of the engine's socket: from the host, or from the address that the engine printed (`#token=…`). It is taken out of the
 * address at once, so that it is in no history, bookmark or screenshot; a reload finds it in this tab's memory.
 */
export function takeToken(): string | null {
  const bridge = host();
  if (bridge) return bridge.token;
  const fragment = new URLSearchParams(location.hash.slice(1));
  const token = fragment.get('token');
  if (token === null) return sessionStorage.getItem(KEY);
  history.replaceState(null, '', location.pathname);
  sessionStorage.setItem(KEY, token);
  return token;
}
