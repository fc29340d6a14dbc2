import { describe, expect, it } from 'vitest';
import { EngineKeeper, type EngineState, type KeeperOptions, type KeeperPorts } from './engine-keeper.ts';
import { checkEngineMessage } from './engine-message.ts';
import { restartDelay } from './restart-policy.ts';

const ready = { kind: 'ready', origin: 'http://127.0.0.1:4711', token: 't'.repeat(43), hasPage: true } as const;

/** A keeper whose processes and time are the test's. */
function keeper(options: KeeperOptions = {}) {
  const states: EngineState[] = [];
  const children: Child[] = [];
  const timers = new Set<{ at: number; run: () => void }>();
  let now = 0;
  class Child {
    readonly sent: unknown[] = [];
    killed = false;
    message: (value: unknown) => void = () => undefined;
    exit: (code: number) => void = () => undefined;
    send = (value: unknown) => void this.sent.push(value);
    onMessage = (listener: (value: unknown) => void) => void (this.message = listener);
    onExit = (listener: (code: number) => void) => void (this.exit = listener);
    kill = () => {
      this.killed = true;
      this.exit(143);
    };
  }
  const ports: KeeperPorts = {
    fork: () => {
      const child = new Child();
      children.push(child);
      return child;
    },
    onState: (state) => states.push(state),
    nowMs: () => now,
    after: (ms, run) => {
      const timer = { at: now + ms, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
  };
  const made = new EngineKeeper(ports, options);
  const pass = (ms: number) => {
    now += ms;
    for (const timer of timers) if (timer.at <= now && timers.delete(timer)) timer.run();
  };
  const last = () => children.at(-1)!;
  return { keeper: made, states, children, last, pass };
}

describe('the engine keeper', () => {
  it('starts again with growing pauses, asks for the same port, and gives up', () => {
    const { keeper: kept, states, children, last, pass } = keeper();
    kept.start();
    last().message(ready);
    const pauses: number[] = [];
    for (let k = 0; k < 4; k++) {
      last().exit(139);
      const state = states.at(-1)!;
      pauses.push(state.at === 'restarting' ? state.inMs : -1);
      pass(pauses.at(-1)!);
    }
    last().exit(139);
    expect(pauses).toEqual([250, 1000, 4000, 10_000]);
    expect(children.map(({ sent }) => sent)).toEqual([
      [{ kind: 'start', port: 0 }],
      ...Array.from({ length: 4 }, () => [{ kind: 'start', port: 4711 }]),
    ]);
    expect(states.at(-1)).toEqual({ at: 'stopped', reason: 'The engine process ended with code 139, 5 times' });
    kept.start();
    expect(children.length).toBe(6);
  });

  it('stops and starts an engine that asks for it, which is no crash, and kills one that does not stop', () => {
    const { keeper: kept, states, children, last, pass } = keeper();
    kept.start();
    for (let k = 0; k < 10; k++) {
      last().message(ready);
      last().message({ kind: 'restart' });
      if (k === 0) pass(5000);
      else last().exit(0);
    }
    expect(children.map(({ sent, killed }) => [sent.at(-1), killed]).slice(0, 3)).toEqual([
      [{ kind: 'stop' }, true],
      [{ kind: 'stop' }, false],
      [{ kind: 'stop' }, false],
    ]);
    expect(children.length).toBe(11);
    expect(states.map(({ at }) => at)).not.toContain('restarting');
    expect(states.at(-1)).toEqual({ at: 'starting' });
  });

  it('keeps the secret for a host that cannot hand over another, and insists on a port at first alone', () => {
    const { keeper: kept, children, last, pass } = keeper({ port: 4000, keepToken: true, flags: { data: '/d' } });
    kept.start();
    last().message({ ...ready, origin: 'http://127.0.0.1:4000' });
    last().exit(137);
    pass(250);
    expect(children.map(({ sent }) => sent)).toEqual([
      [{ kind: 'start', port: 4000, portOnly: true, flags: { data: '/d' } }],
      [{ kind: 'start', port: 4000, token: ready.token, flags: { data: '/d' } }],
    ]);
  });

  it('takes a crash long after another for the first', () => {
    const { keeper: kept, states, last, pass } = keeper();
    kept.start();
    for (let k = 0; k < 10; k++) {
      last().exit(1);
      expect(states.at(-1)).toEqual({ at: 'restarting', inMs: 250, reason: 'The engine process ended with code 1' });
      pass(250);
      last().message(ready);
      pass(130_000);
    }
  });

  it('does not start again what said that it cannot', () => {
    const { keeper: kept, states, children, last } = keeper();
    kept.start();
    last().message({ kind: 'failed', message: 'no space left', exitCode: 10 });
    expect([states.at(-1), children.length]).toEqual([{ at: 'stopped', reason: 'no space left', exitCode: 10 }, 1]);
  });

  it('takes an engine that is not ready in a minute for crashed', () => {
    const { keeper: kept, states, last, pass } = keeper();
    kept.start();
    pass(60_000);
    expect([last().killed, states.at(-1)?.at]).toEqual([true, 'restarting']);
  });

  it('asks the engine to close, and ends it when it does not', async () => {
    const { keeper: kept, states, last, pass } = keeper();
    kept.start();
    last().message(ready);
    const stopped = kept.stop();
    expect(last().sent.at(-1)).toEqual({ kind: 'stop' });
    pass(4999);
    expect(last().killed).toBe(false);
    pass(1);
    await stopped;
    expect([last().killed, states.at(-1)]).toEqual([true, { at: 'stopped', reason: 'closed' }]);
  });

  it('stops while it waits to start again', async () => {
    const { keeper: kept, children, last, pass } = keeper();
    kept.start();
    last().exit(1);
    await kept.stop();
    pass(10_000);
    expect(children.length).toBe(1);
  });
});

it.for<[crashes: readonly number[], delay: number | undefined]>([
  [[0], 250],
  [[0, 100], 1000],
  [[0, 100, 200, 300], 10_000],
  [[0, 100, 200, 300, 400], undefined],
  [[0, 100, 200, 300, 120_300], 250],
])('after crashes at %j it waits %j', ([crashes, delay]) => expect(restartDelay(crashes)).toBe(delay));

it.for<[told: unknown, known: string | undefined]>([
  ['/home/u/stellaops/handed-out', '/home/u/stellaops/handed-out'],
  ['handed-out', undefined],
  ['/a\0b', undefined],
  [7, undefined],
  [undefined, undefined],
])('a folder of documents is an absolute path or none: %j', ([handedOut, known]) => {
  const message = checkEngineMessage({ ...ready, handedOut });
  expect(message).toEqual({ ...ready, ...(known === undefined ? {} : { handedOut: known }) });
});

it.for<unknown>([
  null,
  'ready',
  { kind: 'failed' },
  { ...ready, origin: 'http://example.org:80' },
  { ...ready, origin: 'http://127.0.0.1:4711/x' },
  { ...ready, token: '' },
  { ...ready, hasPage: 1 },
])('%j is no message of an engine', (value) => expect(checkEngineMessage(value)).toBeUndefined());
