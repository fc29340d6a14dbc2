import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeRoaring } from '#engine/emit/bom-index/write-roaring.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';

const hasGo = spawnSync('go', ['version']).status === 0;
if (!hasGo) console.warn('notice: no Go; bitmaps are not opened with its RoaringBitmap');

const PROGRAM = `package main

import (
	"fmt"
	"os"

	"github.com/RoaringBitmap/roaring/v2"
)

func main() {
	for _, name := range os.Args[1:] {
		data, err := os.ReadFile(name)
		if err != nil {
			panic(err)
		}
		bitmap := roaring.New()
		read, err := bitmap.FromBuffer(data)
		if err != nil {
			panic(err)
		}
		written, err := bitmap.ToBytes()
		if err != nil {
			panic(err)
		}
		fmt.Println(int(read) == len(data), string(written) == string(data), bitmap.ToArray())
	}
}
`;

test.skipIf(!hasGo)("Go's RoaringBitmap opens bitmaps, and writes the same bytes", { timeout: 300_000 }, async () => {
  await using folder = await tempFolder();
  const sets = [[], [0], [0, 1, 2], [3, 126], [5, 65_536, 200_000]];
  const files = sets.map((values, i) => {
    const name = join(folder.path, `${i}.bin`);
    writeFileSync(name, writeRoaring(values));
    return name;
  });
  writeFileSync(join(folder.path, 'main.go'), PROGRAM);
  const go = (...args: string[]): string =>
    execFileSync('go', args, { cwd: folder.path, encoding: 'utf8', env: { ...process.env, GOFLAGS: '-mod=mod' } });
  go('mod', 'init', 'truth');
  go('get', 'github.com/RoaringBitmap/roaring/v2@v2.4.5');
  expect(
    go('run', '.', ...files)
      .trim()
      .split('\n'),
  ).toEqual(sets.map((values) => `true true [${values.join(' ')}]`));
});
