import type { ImageId } from '#shared/model/digest.ts';
import type { ReactNode } from 'react';
import { usePathChanges } from '../../data/use-layer-tree.ts';
import { adjust, togglePanel } from '../../state/console.ts';
import { text } from '../../text/en.ts';
import { exactBytes, shortDigest, size } from '../../text/formats.ts';
import { Button } from '../../ui/kit/button.tsx';
import { LayerTag } from '../../ui/kit/tags.tsx';

/** Every layer that touched a path, base first, each copy with its size and hash; a copy opens in the dock. */
export function PathHistory({ imageId, path }: Readonly<{ imageId: ImageId; path: string }>): ReactNode {
  const changes = usePathChanges(imageId, path);
  return (
    <ul className="path-list" aria-label={text.tree.history}>
      {changes?.map(({ layer, state, changed, size: bytes, sha256, mode }) => (
        <li key={layer} className="path-row">
          <LayerTag index={layer} />
          <span className="text-2">
            {state === 'same' ? text.tree.relisted : text.tree.states[state]}
            {changed.length === 0
              ? ''
              : ` (${changed.includes('content') || changed.includes('type') ? text.tree.changed(changed) : text.tree.metadataOnly(changed)}${changed.includes('mode') && mode !== null ? `: ${mode}` : ''})`}
          </span>
          {bytes === null || sha256 === null ? null : (
            <>
              <span className="figures text-3" title={exactBytes(bytes)}>
                {size(bytes)}
              </span>
              <span className="mono text-3" title={`sha256:${sha256}`}>
                {shortDigest(sha256)}
              </span>
              <Button
                kind="link"
                aria-label={text.tree.openCopy(layer)}
                onClick={() => {
                  adjust({ selection: { kind: 'file', path, layer } });
                  togglePanel('dock', true);
                }}
              >
                {text.tree.open}
              </Button>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}
