import { useId, type ReactNode } from 'react';

/** One setting: its name, what it does, and the control. `children` takes the ids for `aria-labelledby` and `-describedby`. */
export function SettingRow({
  name,
  hint,
  children,
}: Readonly<{
  name: string;
  hint?: string;
  children: (ids: Readonly<{ 'aria-labelledby': string; 'aria-describedby'?: string }>) => ReactNode;
}>): ReactNode {
  const id = useId();
  return (
    <div className="setting">
      <div className="setting-words">
        <span id={id} className="setting-name">
          {name}
        </span>
        {hint === undefined ? null : (
          <span id={`${id}-hint`} className="text-2">
            {hint}
          </span>
        )}
      </div>
      {children({ 'aria-labelledby': id, ...(hint === undefined ? {} : { 'aria-describedby': `${id}-hint` }) })}
    </div>
  );
}
