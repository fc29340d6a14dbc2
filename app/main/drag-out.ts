import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import type { NativeImage } from 'electron/common';
import type { HandedOut } from '#shared/model/artifact.ts';
import { hexOf, parseDigest } from '#shared/model/digest.ts';
import type { ElectronApi } from './electron-api.ts';

/** Longest name of a file on every system. */
const MAX_NAME = 255;

/** A document that a page wants dragged; undefined for anything else. A page names no path, and nothing that could be one. */
export function checkHandedOut(value: unknown): HandedOut | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { id, fileName } = value as Record<string, unknown>;
  const digest = typeof id === 'string' ? parseDigest(id) : undefined;
  const named =
    typeof fileName === 'string' &&
    fileName.length <= MAX_NAME &&
    /^[A-Za-z0-9._-]+$/.test(fileName) &&
    !/^[.]+$/.test(fileName);
  return digest && named ? { id: digest, fileName } : undefined;
}

/**
 * Where the engine has laid a document down, in its own folder for them; undefined when there is no such plain file. Something that
 * leads elsewhere is none.
 */
export function handedOutPath(folder: string, { id, fileName }: HandedOut): string | undefined {
  const path = join(folder, hexOf(id), fileName);
  try {
    return lstatSync(path).isFile() ? path : undefined;
  } catch {
    return undefined;
  }
}

const SIZE = 32;
/** Left, top, right, bottom of the page, in pixels, and how large its folded corner is. */
const PAGE = [7, 3, 25, 29] as const;
const FOLD = 6;
/** Rows with a line of words. */
const LINES = [13, 17, 21, 25];

/** What is at the pointer during a drag: a sheet of paper. A drag without an icon fails on macOS. */
export function documentIcon(images: ElectronApi['nativeImage']): NativeImage {
  return images.createFromBitmap(documentBitmap(), { width: SIZE, height: SIZE });
}

/** 32 by 32 pixels of four bytes: white paper with a dark edge, legible on light and dark. All channels of a pixel are alike. */
export function documentBitmap(): Buffer {
  const pixels = Buffer.alloc(SIZE * SIZE * 4);
  for (let y = 0; y < SIZE; y++)
    for (let x = 0; x < SIZE; x++) {
      const grey = greyOf(x, y);
      if (grey !== undefined) pixels.set([grey, grey, grey, 255], (y * SIZE + x) * 4);
    }
  return pixels;
}

/** undefined: nothing is there. */
function greyOf(x: number, y: number): number | undefined {
  const [left, top, right, bottom] = PAGE;
  const corner = x - (right - FOLD) - (y - top);
  if (x < left || x > right || y < top || y > bottom || corner > 0) return undefined;
  const edge = x === left || x === right || y === top || y === bottom || corner === 0;
  const line = LINES.includes(y) && x >= left + 3 && x <= right - 3;
  return edge ? 0x44 : line ? 0x99 : 0xff;
}
