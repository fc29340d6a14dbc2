import { useQueryClient } from '@tanstack/react-query';
import { useTRPC } from '../../data/api.ts';
import { useSetting } from '../../data/use-setting.ts';
import { type KeptPresets, parsePresets } from './presets.ts';

const KEY = 'export.presets';

/** Presets as they are kept in the data folder. */
export function usePresets(): Readonly<{
  kept: KeptPresets;
  keep: (presets: KeptPresets) => void;
  /** As they are once they were read: who is faster than the engine still gets the last preset. */
  settled: () => Promise<KeptPresets>;
}> {
  const { value, set } = useSetting(KEY);
  const trpc = useTRPC();
  const cache = useQueryClient();
  return {
    kept: parsePresets(value),
    keep: (presets) => set(JSON.stringify(presets)),
    settled: async () => parsePresets((await cache.ensureQueryData(trpc.settings.get.queryOptions()))[KEY]),
  };
}
