import { run } from './rpm-tool.ts';

/** Writes rows with Berkeley DB itself, through perl's DB_File: keys are package numbers in the file's own byte order. */
const SCRIPT = String.raw`
use strict; use Fcntl; use DB_File; binmode(STDIN);
my ($path, $lorder, $bsize) = @ARGV;
my $info = DB_File::HASHINFO->new; $info->{bsize} = $bsize; $info->{lorder} = $lorder;
my %rows; my $db = tie(%rows, 'DB_File', $path, O_RDWR | O_CREAT, 0644, $info) or die "cannot make $path: $!";
local $/; my $all = <STDIN>; my $at = 0;
while ($at < length $all) {
  my ($number, $length) = unpack 'NN', substr $all, $at, 8;
  $rows{pack $lorder == 4321 ? 'N' : 'V', $number} = substr $all, $at + 8, $length;
  $at += 8 + $length;
}
undef $db; untie %rows;
`;

/**
 * Makes a hash database like rpm's `Packages`, its counter in row 0 included.
 *
 * @param pageSize a power of two from 512 to 65,536
 */
export function writeBerkeleyDb(
  path: string,
  order: 'le' | 'be',
  pageSize: number,
  rows: readonly (readonly [number, Uint8Array])[],
): void {
  const counter = Buffer.alloc(4);
  const records = [[0, counter] as const, ...rows].map(([number, value]) => {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(number, 0);
    head.writeUInt32BE(value.byteLength, 4);
    return Buffer.concat([head, value]);
  });
  run('perl', ['-e', SCRIPT, path, order === 'be' ? '4321' : '1234', `${pageSize}`], { input: Buffer.concat(records) });
}
