import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import type { EngineMessage } from '#shared/model/desktop.ts';
import { serveDesktop } from './serve-desktop.ts';

/** A host that says what the test says. */
class Host {
  readonly heard = Promise.withResolvers<EngineMessage>();
  #listener: (message: unknown) => void = () => undefined;
  readonly send = (message: EngineMessage): void => this.heard.resolve(message);
  readonly onMessage = (listener: (message: unknown) => void): void => void (this.#listener = listener);

  tell(message: unknown): void {
    this.#listener(message);
  }

  /** Serves a data folder until it is told to stop. */
  async start(dataDir: string, port: unknown = 0, more: object = {}) {
    const ended = serveDesktop(this, { dataDir, rendererDir: join(dataDir, 'no-page'), log: () => undefined });
    for (const message of [null, 'start', { kind: 'other' }, { kind: 'start', port, ...more }]) this.tell(message);
    const answer = await this.heard.promise;
    if (answer.kind !== 'ready') throw new Error(answer.kind === 'failed' ? answer.message : answer.kind);
    const stop = async (): Promise<void> => {
      this.tell({ kind: 'stop' });
      await ended;
    };
    return { ...answer, stop, [Symbol.asyncDispose]: stop };
  }
}

/** How the server answers somebody with a token: 401 without a valid one, 404 for a file that is not there. */
async function statusFor(origin: string, token: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}`, 'sec-fetch-site': 'same-origin' };
  return (await fetch(`${origin}/bytes/x`, { headers })).status;
}

describe('the engine of the desktop program', () => {
  it('serves after its start, with a secret that it told its host, and closes when it is told', async () => {
    await using folder = await tempFolder();
    const { origin, token, hasPage, handedOut, stop } = await new Host().start(folder.path);
    expect(handedOut).toBe(join(folder.path, 'handed-out'));
    expect([await statusFor(origin, token), await statusFor(origin, 'x'.repeat(43)), hasPage]).toEqual([
      404,
      401,
      false,
    ]);
    await stop();
    await expect(fetch(origin)).rejects.toThrow('fetch failed');
  });

  it('takes the port of the one before it, with another secret', async () => {
    await using folder = await tempFolder();
    const before = await new Host().start(folder.path);
    await before.stop();
    await using after = await new Host().start(folder.path, Number(new URL(before.origin).port));
    expect(after.origin).toBe(before.origin);
    expect([await statusFor(after.origin, after.token), await statusFor(after.origin, before.token)]).toEqual([
      404, 401,
    ]);
  });

  it('goes on with the secret of the one before it, if it is told', async () => {
    await using folder = await tempFolder();
    const token = 'k'.repeat(43);
    await using given = await new Host().start(folder.path, 0, { token });
    expect(given.token).toBe(token);
    await using refused = await new Host().start(folder.path, 0, { token: 'short' });
    expect(refused.token).not.toBe('short');
  });

  it('takes no other port than the one that somebody has, if it must be that', async () => {
    await using folder = await tempFolder();
    await using first = await new Host().start(folder.path);
    const port = Number(new URL(first.origin).port);
    await expect(new Host().start(folder.path, port, { portOnly: true })).rejects.toThrow('EADDRINUSE');
  });

  it('takes another port when somebody has that one', async () => {
    await using folder = await tempFolder();
    await using first = await new Host().start(folder.path);
    await using second = await new Host().start(folder.path, Number(new URL(first.origin).port));
    expect(second.origin).not.toBe(first.origin);
  });

  it('takes any port when the wish is no port', async () => {
    await using folder = await tempFolder();
    await using engine = await new Host().start(folder.path, 'x');
    expect(await statusFor(engine.origin, engine.token)).toBe(404);
  });

  it('says in one line why it cannot start, and ends', async () => {
    await using folder = await tempFolder();
    const file = join(folder.path, 'data');
    writeFileSync(file, '');
    await expect(new Host().start(file)).rejects.toThrow(/^[^\n]*data[^\n]*$/);
  });
});
