/** A program of one file that uses real packages, and ends by itself. */
export type Application = Readonly<{
  name: string;
  /** Where its packages are: installed with npm or pnpm, or those of this project, behind a link. */
  installed: 'npm' | 'pnpm' | 'project';
  /** File that is started, and its text where it is not a package's own. */
  main: string;
  source?: string;
  args?: readonly string[];
  /**
   * Files that are loaded by requests which are known only when they run, from the application's folder, and why: each must be needed,
   * and everything else that is loaded must be in the closure or in theirs.
   */
  unproven?: Readonly<Record<string, string>>;
}>;

export const NPM_PACKAGES = {
  '@parcel/watcher': '2.5.1',
  '@babel/core': '7.28.4',
  '@babel/plugin-transform-classes': '7.28.4',
  '@nestjs/common': '11.1.6',
  '@nestjs/core': '11.1.6',
  '@nestjs/platform-express': '11.1.6',
  bufferutil: '4.0.9',
  express: '5.1.0',
  fastify: '5.6.0',
  got: '14.4.8',
  koa: '3.0.1',
  pino: '9.9.0',
  'pino-pretty': '13.1.1',
  'reflect-metadata': '0.2.2',
  rxjs: '7.8.2',
  sharp: '0.34.3',
  webpack: '5.101.3',
  ws: '8.18.3',
};

export const PNPM_PACKAGES = {
  '@hono/node-server': '1.19.1',
  ajv: '8.17.1',
  express: '4.21.2',
  hono: '4.9.6',
  pino: '9.9.0',
};

/** Asks a listening server once, and closes it. */
const ASK_ONCE = `
function askOnce(server) {
  const { port } = server.address();
  return fetch('http://127.0.0.1:' + port + '/', { headers: { connection: 'close' } })
    .then((answer) => answer.text())
    .then((text) => { if (text !== 'hello') throw new Error(text); server.close(); server.closeAllConnections?.(); });
}`;

export const APPLICATIONS: readonly Application[] = [
  {
    name: 'express',
    installed: 'npm',
    main: 'express.js',
    source: `const express = require('express'); ${ASK_ONCE}
      const app = express(); app.use(express.json(), express.static(__dirname));
      app.get('/', (request, answer) => answer.send('hello'));
      const server = app.listen(0, '127.0.0.1', () => askOnce(server));`,
  },
  {
    name: 'fastify',
    installed: 'npm',
    main: 'fastify.js',
    source: `const app = require('fastify')({ logger: false });
      app.get('/', { schema: { response: { 200: { type: 'string' } } } }, async () => 'hello');
      app.inject('/').then(({ payload }) => { if (payload !== 'hello') throw new Error(payload); return app.close(); });`,
  },
  {
    name: 'koa',
    installed: 'npm',
    main: 'koa.mjs',
    source: `import Koa from 'koa'; ${ASK_ONCE}
      const app = new Koa(); app.use((context) => { context.body = 'hello'; });
      const server = app.listen(0, '127.0.0.1', () => askOnce(server));`,
  },
  {
    name: 'nest',
    installed: 'npm',
    main: 'nest.js',
    source: `require('reflect-metadata'); ${ASK_ONCE}
      const { NestFactory } = require('@nestjs/core'); const { Controller, Get, Module } = require('@nestjs/common');
      class Hello { hello() { return 'hello'; } }
      Get('/')(Hello.prototype, 'hello', Object.getOwnPropertyDescriptor(Hello.prototype, 'hello')); Controller('/')(Hello);
      class App {} Module({ controllers: [Hello] })(App);
      NestFactory.create(App, { logger: false }).then(async (app) => {
        await app.listen(0, '127.0.0.1'); await askOnce(app.getHttpServer()); await app.close();
      });`,
  },
  {
    name: 'pino in a thread',
    installed: 'npm',
    main: 'pino.js',
    source: `const pino = require('pino');
      const stream = pino.transport({ target: 'pino-pretty', options: { destination: '/dev/null', sync: true } });
      stream.on('ready', () => { pino(stream).info('hello'); stream.end(); });`,
    unproven: { 'node_modules/pino-pretty/index.js': 'target of a transport, which the program names' },
  },
  {
    name: 'babel',
    installed: 'npm',
    main: 'babel.js',
    source: `require('@babel/core').transformSync('class A {}', { plugins: ['@babel/plugin-transform-classes'], configFile: false, babelrc: false });`,
    unproven: {
      'node_modules/@babel/plugin-transform-classes/lib/index.js': 'plug-in, which the program names',
    },
  },
  { name: 'tsc', installed: 'project', main: 'node_modules/typescript/bin/tsc', args: ['--version'] },
  {
    name: 'got, as modules',
    installed: 'npm',
    main: 'got.mjs',
    source: `import got from 'got'; import { createServer } from 'node:http';
      const server = createServer((request, answer) => answer.end('hello'));
      server.listen(0, '127.0.0.1', async () => { await got('http://127.0.0.1:' + server.address().port + '/'); server.close(); server.closeAllConnections(); });`,
  },
  {
    name: 'ws and bufferutil, with prebuilt addons',
    installed: 'npm',
    main: 'ws.js',
    source: `const { WebSocketServer, WebSocket } = require('ws'); require('bufferutil');
      const server = new WebSocketServer({ port: 0, host: '127.0.0.1' }, () => {
        const socket = new WebSocket('ws://127.0.0.1:' + server.address().port);
        socket.on('open', () => { socket.close(); server.close(); });
      });`,
  },
  {
    name: 'better-sqlite3, with prebuilt addons',
    installed: 'project',
    main: 'sqlite.js',
    source: `const Database = require('better-sqlite3'); new Database(':memory:').prepare('select 1').get();`,
  },
  {
    name: 'sharp and @parcel/watcher, with one package per platform',
    installed: 'npm',
    main: 'native.mjs',
    source: `import sharp from 'sharp'; import '@parcel/watcher'; import { readFileSync } from 'node:fs';
      await sharp({ create: { width: 2, height: 2, channels: 3, background: 'red' } }).png().toBuffer();`,
  },
  {
    name: 'rolldown, with one package per platform',
    installed: 'project',
    main: 'rolldown.mjs',
    source: `import { rolldown } from 'rolldown';
      const bundle = await rolldown({ input: 'a', plugins: [{ name: 'a', resolveId: (id) => id, load: () => 'export default 1' }] });
      await bundle.generate({ format: 'esm' });`,
  },

  {
    name: 'webpack',
    installed: 'npm',
    main: 'webpack.js',
    source: `require('webpack')({ mode: 'production', context: __dirname, entry: './koa.mjs', externals: /koa/, experiments: { outputModule: true },
        output: { path: '/dev/null/x' } }, () => {});`,
  },
  {
    name: 'hono, as modules, by pnpm',
    installed: 'pnpm',
    main: 'hono.mjs',
    source: `import { serve } from '@hono/node-server'; import { Hono } from 'hono'; ${ASK_ONCE}
      const app = new Hono(); app.get('/', (context) => context.text('hello'));
      const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () => askOnce(server));`,
  },
  {
    name: 'express, ajv and pino, by pnpm',
    installed: 'pnpm',
    main: 'express.cjs',
    source: `const express = require('express'); const pino = require('pino'); const Ajv = require('ajv'); ${ASK_ONCE}
      new Ajv().compile({ type: 'string' }); pino({ level: 'silent' }).info('x');
      const app = express(); app.get('/', (request, answer) => answer.send('hello'));
      const server = app.listen(0, '127.0.0.1', () => askOnce(server));`,
  },
];
