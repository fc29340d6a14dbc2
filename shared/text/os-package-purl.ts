import type { PackageFact } from '../model/fact.ts';
import type { Distro } from '../model/image.ts';
import { formatPurl } from './purl.ts';

/** What an OS package's purl is made of. */
export type OsPackage = Readonly<
  Pick<PackageFact, 'type' | 'name' | 'version' | 'arch' | 'source' | 'details'> & {
    /** The distribution that the package's database belongs to; null where no file names one. */
    distro: Pick<Distro, 'id' | 'versionId'> | null;
  }
>;

/** purl namespaces that are not the `ID` of os-release itself. Whole `ID`s, lower case. */
const NAMESPACES: Readonly<Record<string, string>> = {
  rhel: 'redhat',
  opensuse: 'opensuse',
  'opensuse-leap': 'opensuse',
  'opensuse-leap-micro': 'opensuse',
  'opensuse-microos': 'opensuse',
  'opensuse-slowroll': 'opensuse',
  'opensuse-tumbleweed': 'opensuse',
};

/** Vendor tags of rpm that name one distribution. Used only where no os-release does. */
const VENDORS: Readonly<Record<string, string>> = { 'Red Hat, Inc.': 'redhat', 'Fedora Project': 'fedora' };

/**
 * The purl of an installed deb, rpm, apk or alpm package.
 *
 * The namespace is the vendor, known from os-release, or from the package's own vendor tag. Where neither names one, the purl
 * has no namespace: the type definitions ask for it, but a stand-in such as `linux` is no vendor, and leaving the purl out would
 * hide the package from everything that looks for purls.
 *
 * An rpm's epoch is the qualifier `epoch` unless it is 0, a deb's stays in the version (edge cases 36, 42). `distro` is
 * `<ID>-<VERSION_ID>`; `upstream` names the source package where it is not the package itself.
 *
 * @returns null for a package without a name, and for opkg, which has no registered type
 */
export function osPackagePurl(pkg: OsPackage): string | null {
  if (pkg.type === 'opkg') return null;
  const epoch = pkg.type === 'rpm' ? /^(\d{1,10}):/.exec(pkg.version) : null;
  const qualifiers: Record<string, string> = {};
  if (pkg.arch !== null) qualifiers['arch'] = pkg.arch;
  if (pkg.distro !== null)
    qualifiers['distro'] = [pkg.distro.id, pkg.distro.versionId].filter((part) => (part ?? '') !== '').join('-');
  if (epoch !== null && Number(epoch[1]) !== 0) qualifiers['epoch'] = String(Number(epoch[1]));
  const modularity = pkg.details['modularityLabel'];
  if (pkg.type === 'rpm' && modularity !== undefined) qualifiers['rpmmod'] = modularity;
  const upstream = upstreamOf(pkg);
  if (upstream !== null) qualifiers['upstream'] = upstream;
  return (
    formatPurl({
      type: pkg.type,
      namespace: namespaceOf(pkg),
      name: pkg.name,
      version: epoch === null ? pkg.version : pkg.version.slice(epoch[0].length),
      qualifiers,
      subpath: null,
    }) ?? null
  );
}

function namespaceOf({ type, distro, details }: OsPackage): string | null {
  if (distro !== null) {
    const id = distro.id.toLowerCase();
    // One segment: a slash in a hostile ID may not make two.
    return Object.hasOwn(NAMESPACES, id) ? (NAMESPACES[id] ?? null) : id.replaceAll('/', '-');
  }
  const vendor = type === 'rpm' ? details['vendor'] : undefined;
  return vendor !== undefined && Object.hasOwn(VENDORS, vendor) ? (VENDORS[vendor] ?? null) : null;
}

/** As the three communities write it: deb `name[@version]`, apk the origin's name, rpm the source package's file name. */
function upstreamOf({ type, name, version, source, details }: OsPackage): string | null {
  if (type === 'rpm') {
    const file = details['sourceRpm'];
    return file ?? (source === null ? null : `${source.name}-${source.version.replace(/^\d{1,10}:/, '')}.src.rpm`);
  }
  if (source === null) return null;
  if (type === 'deb' && source.version !== version && source.version !== '') return `${source.name}@${source.version}`;
  return source.name === name ? null : source.name;
}
