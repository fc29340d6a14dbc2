import { ParseError } from '#engine/bytes/parse-error.ts';
import { detectContentKind } from '../magic/content-kind.ts';
import { mapElf } from './map-elf.ts';
import { mapMachO } from './map-macho.ts';
import { mapPe } from './map-pe.ts';
import type { MappedImage } from './mapped-image.ts';

/**
 * The programs in a file: one, or several in a universal Mach-O file. A file whose headers are cut or wrong has none: that it is
 * damaged is for the readers of its format to say, once and not once per search in it.
 */
export function mapExecutable(bytes: Uint8Array): readonly MappedImage[] {
  try {
    switch (detectContentKind(bytes)) {
      case 'elf':
        return [mapElf(bytes)];
      case 'pe':
        return [mapPe(bytes)].filter((image) => image !== undefined);
      case 'macho':
        return mapMachO(bytes);
      default:
        return [];
    }
  } catch (error) {
    if (error instanceof ParseError) return [];
    throw error;
  }
}
