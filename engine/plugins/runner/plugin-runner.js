// Runs in the child process, under Node's permission model. Plain JavaScript in one file: the child may read this file and the
// plug-in's folder, and nothing else.
import { pathToFileURL } from 'node:url';

const [, , entryPoint] = process.argv;
const plugin = await import(pathToFileURL(entryPoint).href);

process.on('message', async ({ id, call, input }) => {
  try {
    process.send({ id, answer: await plugin[call](input) });
  } catch (error) {
    process.send({ id, error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) });
  }
});
process.send({ ready: ['analyze', 'annotate'].filter((name) => typeof plugin[name] === 'function') });
