import type { Component } from '#shared/model/component.ts';
import type { ReactNode } from 'react';
import { text } from '../../text/en.ts';
import { nativeLabels } from '../../text/native.ts';
import { Foreign } from '../../ui/kit/foreign.tsx';

type Details = Component['details'];

/** Parts the details of a component: what its native file states of itself, and the rest. */
export function nativeDetailsOf(details: Details): Readonly<{ native: Details; other: Details }> {
  // Every native file says for which machine it is; other components have details of the same names.
  if (!Object.hasOwn(details, 'machine')) return { native: {}, other: details };
  const [native, other]: [Record<string, string>, Record<string, string>] = [{}, {}];
  for (const [name, value] of Object.entries(details))
    (Object.hasOwn(nativeLabels, name) ? native : other)[name] = value;
  return { native, other };
}

/** What an ELF, PE or Mach-O file states of itself. */
export function NativeFacts({ native }: Readonly<{ native: Details }>): ReactNode {
  const names = Object.keys(nativeLabels).filter((name) => Object.hasOwn(native, name));
  if (names.length === 0) return null;
  return (
    <section aria-label={text.inspector.nativeFile}>
      <h4 className="section-title">{text.inspector.nativeFile}</h4>
      <dl className="facts">
        {names.map((name) => (
          <div key={name} className="facts-row">
            <dt>{nativeLabels[name]}</dt>
            <dd>
              <Foreign text={native[name] ?? ''} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
