import { lazy, Suspense, useState, type ComponentType, type ReactNode } from 'react';

/** A part of the window whose code is not in the first page. */
export type Apart<Props> = Readonly<{
  Part: (props: Props) => ReactNode;
  /** Fetches its code before somebody looks at it. What fails is tried again then. */
  ahead: () => void;
}>;

/** The part that `load` fetches. Once its code is here it is rendered at once; React shows what it had to wait for 300 ms later. */
export function apart<Props extends object>(load: () => Promise<ComponentType<Props>>): Apart<Props> {
  let known: ComponentType<Props> | null = null;
  const fetched = async (): Promise<ComponentType<Props>> => (known ??= await load());
  const Later = lazy(async () => ({ default: await fetched() }));
  return {
    Part(props) {
      // The same as long as it is on screen, or what is typed into it is lost when its code arrives.
      const [Now] = useState(() => known);
      if (Now) return <Now {...props} />;
      return (
        <Suspense>
          <Later {...props} />
        </Suspense>
      );
    },
    ahead: () => void fetched().catch(() => undefined),
  };
}
