import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import type { Diagnostic } from '#shared/model/diagnostic.ts';
import type { FileType } from '#shared/model/tree.ts';
import type { Bytes } from '#shared/model/units.ts';
import type { TarEntry } from './entry.ts';
import { BLOCK, malformed, number, parseTarHeader, type TarHeader } from './header.ts';
import { paxNumber, paxXattrs, readPax } from './pax.ts';
import {
  checkSparseMap,
  readGnuPieces,
  readMapBlock,
  readPaxPieces,
  type SparseMap,
  type SparsePiece,
} from './sparse.ts';
import { SparseWriter } from './sparse-writer.ts';

/**
 * What a {@link TarReader} calls, in order: `entry`, then for a regular file `content` for each piece as it arrives
 * (borrowed memory; none for an empty file) and `contentEnd`.
 */
export type TarHandler = {
  entry(entry: TarEntry): void;
  content(bytes: Buffer): void;
  contentEnd(): void;
  anomaly(diagnostic: Diagnostic): void;
};

type State =
  | 'header'
  /** Content of a regular file. */
  | 'content'
  /** Content nobody wants, and padding. */
  | 'skip'
  /** Extended header, long name, or sparse map: collected whole. */
  | 'collect'
  | 'sparse-extension'
  | 'sparse-map'
  | 'end';

/**
 * Reads a tar that arrives in chunks of any size. Own code instead of tar-stream on this path: tar-stream decodes names as
 * text (names that are not UTF-8 merge), does not expand sparse files, and costs 7-11 % of a whole scan.
 *
 * As the engines that unpack images do (they use Go's archive/tar): two blocks of zeros end the archive and what follows is
 * ignored; global PAX headers do not apply to entries; links, devices and directories have no content whatever their size says.
 *
 * @throws {ParseError} from {@link push} and {@link finish}; the reader is not usable after that
 */
export class TarReader {
  readonly #handler: TarHandler;
  #state: State = 'header';
  /** Offset in the archive of the next byte to come. */
  #at: Bytes = 0;
  #entryStart: Bytes | undefined;
  /** Bytes of the block, or collected value, that a chunk border cut. */
  #part: Buffer = Buffer.alloc(0);
  #needed: Bytes = 0;
  #remaining: Bytes = 0;
  #padding: Bytes = 0;
  #zeroBlocks = 0;
  #entries = 0;
  #collecting: TarHeader | undefined;
  #pax: Map<string, string> | undefined;
  #longName: string | undefined;
  #longLink: string | undefined;
  #sparseHeader: { header: TarHeader; pieces: SparsePiece[]; realSize: Bytes } | undefined;
  #sparseWriter: SparseWriter | undefined;
  /** Bytes of holes in all sparse files so far. */
  #holes: Bytes = 0;
  #trailing = false;
  /** Where the current entry's header lies: making a view of it for each entry would cost more than reading it. */
  #headerBytes: Buffer = Buffer.alloc(0);
  #headerAt = 0;

  constructor(handler: TarHandler) {
    this.#handler = handler;
  }

  /** Feeds the next bytes. The chunk is borrowed: nothing of it is kept but what a border cuts. */
  push(chunk: Buffer): void {
    let i = 0;
    while (i < chunk.length) {
      switch (this.#state) {
        case 'content':
        case 'skip': {
          const length = Math.min(this.#remaining, chunk.length - i);
          if (this.#state === 'content' && length > 0) this.#content(chunk, i, i + length);
          this.#remaining -= length;
          this.#at += length;
          i += length;
          if (this.#remaining === 0) this.#contentDone();
          break;
        }
        case 'end':
          if (!this.#trailing) this.#checkTrailing(chunk, i);
          this.#at += chunk.length - i;
          return;
        default: {
          const needed = this.#state === 'collect' || this.#state === 'sparse-map' ? this.#needed : BLOCK;
          // The usual case: the block lies whole in this chunk and is read in place.
          if (this.#part.length === 0 && chunk.length - i >= needed) {
            this.#block(chunk, i, needed);
            i += needed;
          } else {
            const length = Math.min(needed - this.#part.length, chunk.length - i);
            this.#part = Buffer.concat([this.#part, chunk.subarray(i, i + length)]);
            i += length;
            if (this.#part.length === needed) {
              const whole = this.#part;
              this.#part = Buffer.alloc(0);
              this.#block(whole, 0, needed);
            }
          }
        }
      }
    }
  }

  /** Says that no more bytes come. An archive may lack its end marker, but not end inside an entry. */
  finish(): void {
    const inside =
      this.#state !== 'end' && (this.#state !== 'header' || this.#part.length > 0 || this.#entryStart !== undefined);
    if (!inside) return;
    const missing = this.#state === 'content' || this.#state === 'skip' ? this.#remaining : BLOCK - this.#part.length;
    throw new ParseError({
      code: 'truncated',
      what: 'tar archive',
      at: { from: this.#at, to: this.#at + missing },
      available: 0,
    });
  }

  #block(bytes: Buffer, at: number, length: number): void {
    const offset = this.#at;
    this.#at += length;
    switch (this.#state) {
      case 'collect':
        this.#collected(bytes.subarray(at, at + length));
        break;
      case 'sparse-extension':
        this.#gnuSparseExtension(bytes, at, offset);
        break;
      case 'sparse-map':
        this.#paxSparseMap(bytes.subarray(at, at + length), offset);
        break;
      default:
        this.#header(bytes, at, offset);
    }
  }

  #header(bytes: Buffer, at: number, offset: Bytes): void {
    const header = parseTarHeader(bytes, at, offset);
    if (header === undefined) {
      this.#zeroBlocks += 1;
      if (this.#zeroBlocks === 2) this.#state = 'end';
      return;
    }
    if (this.#zeroBlocks === 1) this.#anomaly('a lone block of zeros inside the archive', `byte ${offset - BLOCK}`);
    this.#zeroBlocks = 0;
    this.#headerBytes = bytes;
    this.#headerAt = at;
    this.#entryStart ??= offset;
    if (++this.#entries > limits.layerEntries) {
      throw new ParseError({
        code: 'limit-exceeded',
        what: 'tar entries',
        limit: limits.layerEntries,
        seen: this.#entries,
      });
    }
    switch (header.typeflag) {
      case 'x':
      case 'g':
      case 'L':
      case 'K':
        this.#collect(header, offset);
        break;
      case 'S':
        this.#gnuSparse(header, bytes, at, offset);
        break;
      case 'V':
      case 'D':
        this.#startSkip(header.size);
        this.#forgetExtended();
        break;
      case 'M':
        throw new ParseError({ code: 'unsupported', what: 'tar entry', found: 'a multi-volume continuation (type M)' });
      default:
        this.#member(header, offset);
    }
  }

  #collect(header: TarHeader, offset: Bytes): void {
    if (header.size > limits.paxBytes) {
      throw new ParseError({
        code: 'limit-exceeded',
        what: 'tar extended header',
        limit: limits.paxBytes,
        seen: header.size,
      });
    }
    this.#collecting = header;
    if (header.size === 0) {
      if (header.typeflag !== 'x' && header.typeflag !== 'g') throw malformed('GNU long name', offset, 'no bytes');
      return;
    }
    this.#needed = padded(header.size);
    this.#state = 'collect';
  }

  #collected(bytes: Buffer): void {
    const header = this.#collecting;
    this.#collecting = undefined;
    this.#state = 'header';
    if (header === undefined) return;
    const data = bytes.subarray(0, header.size);
    const offset = this.#at - bytes.length;
    if (header.typeflag === 'x') this.#pax = readPax(data, offset);
    else if (header.typeflag === 'g') {
      const keys = [...readPax(data, offset).keys()].filter((key) => key !== 'comment');
      if (keys.length > 0) this.#anomaly('a global PAX header, which engines do not apply', keys.join(', '));
      this.#entryStart = undefined;
    } else {
      const nul = data.indexOf(0);
      const name = data.toString('latin1', 0, nul < 0 ? data.length : nul);
      if (header.typeflag === 'L') this.#longName = name;
      else this.#longLink = name;
    }
  }

  #member(header: TarHeader, offset: Bytes): void {
    const pax = this.#pax;
    const storedSize = (pax && paxNumber(pax, 'size', offset)) ?? header.size;
    const type = this.#typeOf(header);
    if (type === undefined) {
      this.#anomaly('a tar entry of unknown type', JSON.stringify(header.typeflag));
      this.#startSkip(storedSize);
      this.#forgetExtended();
      return;
    }
    if (type === 'file' && pax?.get('GNU.sparse.major') === '1' && pax.get('GNU.sparse.minor') === '0') {
      // The map lies in front of the data; its length is known only when it is read.
      this.#sparseHeader = {
        header,
        pieces: [],
        realSize: paxNumber(pax, 'GNU.sparse.realsize', offset) ?? storedSize,
      };
      this.#remaining = storedSize;
      this.#padding = padded(storedSize) - storedSize;
      if (storedSize < BLOCK) throw malformed('sparse map', offset, `${storedSize} bytes`, 'at least a block');
      this.#needed = BLOCK;
      this.#state = 'sparse-map';
      return;
    }
    const map = type === 'file' ? pax?.get('GNU.sparse.map') : undefined;
    const sparse =
      map === undefined || pax === undefined
        ? undefined
        : checkSparseMap(
            readPaxPieces(map, offset),
            paxNumber(pax, 'GNU.sparse.size', offset) ?? storedSize,
            storedSize,
            offset,
          );
    this.#emit(header, type, storedSize, sparse, padded(storedSize) - storedSize);
  }

  #typeOf(header: TarHeader): FileType | 'hardlink' | undefined {
    switch (header.typeflag) {
      case '\0': {
        // Before POSIX, a directory was a file with a slash at the end of its name.
        const name = this.#pax?.get('path') ?? this.#longName ?? header.name;
        return name.endsWith('/') ? 'dir' : 'file';
      }
      case '0':
      case '7':
        return 'file';
      case '1':
        return 'hardlink';
      case '2':
        return 'symlink';
      case '3':
        return 'char';
      case '4':
        return 'block';
      case '5':
        return 'dir';
      case '6':
        return 'fifo';
      default:
        return undefined;
    }
  }

  /** Hands out the entry and starts its content. `storedSize` bytes of data and `padding` follow. */
  #emit(
    header: TarHeader,
    type: FileType | 'hardlink',
    storedSize: Bytes,
    sparse: SparseMap | undefined,
    padding: Bytes,
  ): void {
    const pax = this.#pax;
    const offset = this.#at - BLOCK;
    const size = sparse?.realSize ?? storedSize;
    const hasContent = type === 'file';
    const name = nonEmpty(pax?.get('GNU.sparse.name')) ?? nonEmpty(pax?.get('path')) ?? this.#longName ?? header.name;
    this.#handler.entry({
      type,
      name,
      link: nonEmpty(pax?.get('linkpath')) ?? this.#longLink ?? header.linkname,
      mode: header.mode & 0o7777,
      uid: (pax && paxNumber(pax, 'uid', offset)) ?? header.uid,
      gid: (pax && paxNumber(pax, 'gid', offset)) ?? header.gid,
      mtime: (pax && paxNumber(pax, 'mtime', offset)) ?? header.mtime,
      size: hasContent ? size : 0,
      headerOffset: this.#entryStart ?? offset,
      dataOffset: this.#at,
      sparse,
      xattrs: pax && paxXattrs(pax),
      devmajor: (pax && paxNumber(pax, 'SCHILY.devmajor', offset)) ?? header.devmajor,
      devminor: (pax && paxNumber(pax, 'SCHILY.devminor', offset)) ?? header.devminor,
      headerBlock: name.includes('.wh.')
        ? this.#headerBytes.subarray(this.#headerAt, this.#headerAt + BLOCK)
        : undefined,
    });
    this.#forgetExtended();
    if (!hasContent) return;
    if (sparse) this.#checkHoles(sparse.realSize - storedSize);
    this.#sparseWriter = sparse ? new SparseWriter(sparse, (bytes) => this.#handler.content(bytes)) : undefined;
    this.#remaining = storedSize;
    this.#padding = padding;
    this.#state = 'content';
    if (storedSize === 0) this.#contentDone();
  }

  /** A map of a hundred bytes can stand for gigabytes that have to be hashed: the same bound as for compression. */
  #checkHoles(bytes: Bytes): void {
    this.#holes += bytes;
    if (this.#holes <= limits.ratioFloorBytes || this.#holes <= this.#at * limits.inflateRatio) return;
    throw new ParseError({
      code: 'limit-exceeded',
      what: 'holes in sparse files, by the size of the archive so far',
      limit: limits.inflateRatio,
      seen: Math.floor(this.#holes / this.#at),
    });
  }

  #content(chunk: Buffer, from: number, to: number): void {
    const bytes = chunk.subarray(from, to);
    if (this.#sparseWriter) this.#sparseWriter.write(bytes);
    else this.#handler.content(bytes);
  }

  #contentDone(): void {
    if (this.#state === 'content') {
      this.#sparseWriter?.end();
      this.#sparseWriter = undefined;
      this.#handler.contentEnd();
      if (this.#padding > 0) {
        this.#remaining = this.#padding;
        this.#padding = 0;
        this.#state = 'skip';
        return;
      }
    }
    this.#state = 'header';
  }

  #startSkip(size: Bytes): void {
    this.#remaining = padded(size);
    if (this.#remaining > 0) this.#state = 'skip';
  }

  #forgetExtended(): void {
    this.#entryStart = undefined;
    this.#pax = undefined;
    this.#longName = undefined;
    this.#longLink = undefined;
  }

  #gnuSparse(header: TarHeader, bytes: Buffer, at: number, offset: Bytes): void {
    const pieces = readGnuPieces(bytes, at + 386, 4, offset);
    const realSize = number(bytes, at + 483, 12, 'sparse realsize', offset);
    this.#sparseHeader = { header, pieces, realSize };
    if (bytes[at + 482] === 1) this.#state = 'sparse-extension';
    else this.#gnuSparseDone(offset);
  }

  #gnuSparseExtension(bytes: Buffer, at: number, offset: Bytes): void {
    const pieces = this.#sparseHeader?.pieces ?? [];
    pieces.push(...readGnuPieces(bytes, at, 21, offset));
    if (pieces.length > limits.sparsePieces) {
      throw new ParseError({
        code: 'limit-exceeded',
        what: 'sparse map',
        limit: limits.sparsePieces,
        seen: pieces.length,
      });
    }
    if (bytes[at + 504] !== 1) this.#gnuSparseDone(offset);
  }

  #gnuSparseDone(offset: Bytes): void {
    const sparse = this.#sparseHeader;
    this.#sparseHeader = undefined;
    this.#state = 'header';
    if (sparse === undefined) return;
    const size = sparse.header.size;
    this.#emit(
      sparse.header,
      'file',
      size,
      checkSparseMap(sparse.pieces, sparse.realSize, size, offset),
      padded(size) - size,
    );
  }

  #paxSparseMap(data: Buffer, offset: Bytes): void {
    const sparse = this.#sparseHeader;
    if (sparse === undefined) return;
    const map = readMapBlock(data, offset);
    if ('missing' in map) {
      // More blocks of the map: all are read again as one. One at a time would take the square of a long map's length.
      this.#needed += padded(map.missing);
      if (this.#needed > Math.min(this.#remaining, limits.paxBytes))
        throw malformed('sparse map', offset, 'no end', 'a map inside the data');
      this.#part = Buffer.from(data);
      this.#at -= data.length;
      return;
    }
    this.#sparseHeader = undefined;
    this.#state = 'header';
    const storedSize = this.#remaining - map.length;
    const checked = checkSparseMap(map.pieces, sparse.realSize, storedSize, offset);
    this.#emit(sparse.header, 'file', storedSize, checked, this.#padding);
  }

  #checkTrailing(chunk: Buffer, from: number): void {
    for (let i = from; i < chunk.length; i++) {
      if (chunk[i] !== 0) {
        this.#trailing = true;
        this.#anomaly('data after the end of the archive, which engines ignore', `byte ${this.#at + i - from}`);
        return;
      }
    }
  }

  #anomaly(what: string, found: string): void {
    this.#handler.anomaly({ code: 'anomaly', what, found });
  }
}

function padded(size: Bytes): Bytes {
  return Math.ceil(size / BLOCK) * BLOCK;
}

/** An empty PAX value takes the key back. */
function nonEmpty(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}
