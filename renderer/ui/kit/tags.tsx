import type { ComponentType } from '#shared/model/component.ts';
import type { LayerIndex } from '#shared/model/units.ts';
import type { ReactNode } from 'react';
import { text } from '../../text/en.ts';

/** Shape and colour follow the family; the letters say which. */
const chips: Readonly<
  Record<ComponentType, Readonly<{ letters: string; family: 'os' | 'lang' | 'compiled' | 'bin' }>>
> = {
  deb: { letters: 'DEB', family: 'os' },
  rpm: { letters: 'RPM', family: 'os' },
  apk: { letters: 'APK', family: 'os' },
  alpm: { letters: 'ALPM', family: 'os' },
  opkg: { letters: 'OPKG', family: 'os' },
  maven: { letters: 'JAVA', family: 'lang' },
  npm: { letters: 'NPM', family: 'lang' },
  pypi: { letters: 'PY', family: 'lang' },
  nuget: { letters: 'NET', family: 'lang' },
  composer: { letters: 'PHP', family: 'lang' },
  gem: { letters: 'GEM', family: 'lang' },
  conda: { letters: 'CONDA', family: 'lang' },
  cran: { letters: 'R', family: 'lang' },
  bitnami: { letters: 'BNMI', family: 'lang' },
  golang: { letters: 'GO', family: 'compiled' },
  cargo: { letters: 'RUST', family: 'compiled' },
  generic: { letters: 'GEN', family: 'lang' },
  bin: { letters: 'BIN', family: 'bin' },
};

/** What kind of package a component is. */
export function TypeChip({ type }: Readonly<{ type: ComponentType }>): ReactNode {
  const { letters, family } = chips[type];
  return (
    <span className="chip" data-family={family}>
      <span aria-hidden>{letters}</span>
      <span className="sr-only">{text.types[type]}</span>
    </span>
  );
}

/** A layer by its number; the base is 1 on screen, as people count. */
export function LayerTag({ index }: Readonly<{ index: LayerIndex }>): ReactNode {
  return (
    <span className="layer-tag">
      <span aria-hidden>{text.layers.short(index)}</span>
      <span className="sr-only">{text.layers.name(index)}</span>
    </span>
  );
}
