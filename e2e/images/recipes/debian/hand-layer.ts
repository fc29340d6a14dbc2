import { dir, file, hardlink, opaque, symlink, tar, whiteout } from '#engine/testing/tar.ts';

/** A layer that no builder here would write, and any registry may serve: markers in odd places, names that go through links. */
export function handLayer(): Uint8Array {
  return tar([
    file('./opt/hand/implied/below/file', 'parents that nobody describes'),
    // The order of a marker and its siblings does not matter.
    file('srv/data/fresh', 'beside an opaque marker'),
    opaque('srv/data'),
    whiteout('opt/scenes/was-never-there'),
    whiteout('opt/scenes/keep'),
    hardlink('opt/hand/perl', 'usr/bin/perl'),
    hardlink('opt/hand/link-to-link', 'opt/scenes/relative'),
    // /bin is a link to usr/bin.
    file('bin/through-a-link', 'lands in usr/bin', { mode: 0o4755 }),
    whiteout('bin/through-too'),
    file('/opt/absolute', 'a leading slash', { uid: 3_000_000, gid: 4_000_000 }),
    file('opt/twice', 'first'),
    hardlink('opt/hand/of-the-first', 'opt/twice'),
    file('opt/twice', 'second'),
    dir('opt/hand', { mode: 0o2751, uid: 7, gid: 8 }),
    symlink('opt/swap-dir', 'scenes'),
    file('opt/swap-file', 'a file again'),
    { name: 'opt/hand/device', type: '3', devmajor: 1, devminor: 5, mode: 0o600 },
    { name: 'opt/hand/pipe', type: '6', mode: 0o640 },
    file('opt/hand/bytes-\xff\xfe', 'a name that is not text'),
  ]);
}

/** A small layer of another image with the same base. */
export function otherTopLayer(): Uint8Array {
  return tar([file('opt/other', 'another image'), whiteout('usr/bin/curl')]);
}
