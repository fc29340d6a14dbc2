import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Engine } from '#engine/run/index.ts';
import type { JobView } from '#shared/model/job.ts';
import { dockerArchive, type ImageSpec, image } from './image.ts';
import { file } from './tar.ts';

/** Two stanzas of a dpkg database, in one layer, and a program in the next. */
export const smallImage: ImageSpec = {
  tags: ['example/small:1'],
  layers: [
    {
      compression: 'gzip',
      createdBy: 'ADD rootfs /',
      entries: [
        file('var/lib/dpkg/status', stanza('alpha', '1.0') + stanza('beta', '2:2.0-1')),
        file('var/lib/dpkg/info/alpha.list', '/.\n/etc\n/etc/alpha.conf\n/etc/gone.conf\n'),
        file('etc/alpha.conf', 'a = 1\nb = 2\n'),
      ],
    },
    {
      compression: 'gzip',
      createdBy: 'COPY tool /opt/tool',
      entries: [file('opt/tool', Buffer.concat([Buffer.from('\x7fELF\x02\x01\x01'), Buffer.alloc(5000, 0x41)]))],
    },
  ],
};

function stanza(name: string, version: string): string {
  return `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: ${version}\nDescription: ${name}\n\n`;
}

/** Writes an image as `docker save` does and returns its path. */
export async function saveImage(folder: string, spec: ImageSpec = smallImage, name = 'image.tar'): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, dockerArchive([image(spec)], 'hybrid'));
  return path;
}

/** Scans and waits for the end. */
export async function scanned(engine: Engine, path: string): Promise<JobView> {
  const { jobId } = await engine.scans.start({ source: { path } });
  return await ended(engine, jobId);
}

/** Waits until a job has ended. */
export async function ended(engine: Engine, jobId: string): Promise<JobView> {
  const abort = new AbortController();
  const isEnd = ({ status }: JobView): boolean => status === 'done' || status === 'failed' || status === 'cancelled';
  for await (const _event of engine.events.follow(undefined, abort.signal)) {
    const job = await engine.scans.get(jobId);
    if (isEnd(job)) return job;
  }
  throw new Error('the engine was closed before the job ended');
}
