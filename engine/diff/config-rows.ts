import type { DiffConfig, DiffConfigField } from '#shared/model/diff.ts';
import type { ImageConfig, Platform } from '#shared/model/image.ts';
import { rowId } from './row-id.ts';

type Setting = Readonly<{ field: DiffConfigField; key?: string; value: string | readonly string[] }>;

/** Settings that differ, sorted by field, then key. A setting that is empty is one that is not made. */
export function configRows(before: ImageConfig | null, after: ImageConfig | null): DiffConfig[] {
  const [old, now] = [settings(before), settings(after)];
  const places = [...new Set([...old.keys(), ...now.keys()])].sort();
  return places.flatMap((place) => {
    const [from, to] = [old.get(place), now.get(place)];
    const any = to ?? from;
    if (!any || JSON.stringify(from?.value) === JSON.stringify(to?.value)) return [];
    return [
      {
        id: rowId('config', place),
        field: any.field,
        ...(any.key === undefined ? {} : { key: any.key }),
        class: from && to ? 'changed' : to ? 'added' : 'removed',
        old: from?.value ?? null,
        new: to?.value ?? null,
      },
    ];
  });
}

/** By field and key. */
function settings(config: ImageConfig | null): Map<string, Setting> {
  const found = new Map<string, Setting>();
  const add = (field: DiffConfigField, value: string | readonly string[] | null, key?: string): void => {
    if (value === null || (key === undefined && value.length === 0)) return;
    found.set(`${field} ${key ?? ''}`, { field, value, ...(key === undefined ? {} : { key }) });
  };
  if (config === null) return found;
  add('cmd', config.cmd);
  add('entrypoint', config.entrypoint);
  // The last one wins, as it does when the process starts.
  for (const variable of config.env) {
    const equals = variable.indexOf('=');
    const name = equals < 0 ? variable : variable.slice(0, equals);
    add('env', equals < 0 ? '' : variable.slice(equals + 1), name);
  }
  for (const [label, value] of Object.entries(config.labels ?? {})) add('label', value, label);
  add('platform', printPlatform(config.platform));
  for (const port of config.exposedPorts ?? []) add('port', port, port);
  add('user', config.user);
  for (const volume of config.volumes ?? []) add('volume', volume, volume);
  add('workdir', config.workingDir);
  return found;
}

function printPlatform(platform: Platform | null): string {
  if (platform === null) return '';
  const { os, architecture, variant, osVersion } = platform;
  return [os, architecture, variant].filter(Boolean).join('/') + (osVersion === undefined ? '' : ` ${osVersion}`);
}
