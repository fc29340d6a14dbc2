/**
 * Where rpm databases are: the classic place; SUSE, and Fedora since 36; ostree systems; the base of an ostree commit.
 * One of them is often a link to another; analyzers are asked once a file, so that does no harm.
 */
export const rpmDirectories = [
  'var/lib/rpm',
  'usr/lib/sysimage/rpm',
  'usr/share/rpm',
  'usr/lib/sysimage/rpm-ostree-base-db',
] as const;

/** Patterns for one file name in each of them. */
export function inRpmDirectories(name: string): { readonly path: string }[] {
  return rpmDirectories.map((directory) => ({ path: `${directory}/${name}` }));
}
