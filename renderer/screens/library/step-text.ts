import type { Bytes } from '#shared/model/units.ts';
import type { IntakeStep } from '../../data/intake-state.ts';
import { text } from '../../text/en.ts';

/** How far something is on its way in; a refusal says itself at length. */
export function stepText(step: IntakeStep, size: Bytes | null): string {
  switch (step.at) {
    case 'waiting':
      return text.incoming.waiting;
    case 'uploading':
      return text.incoming.uploading(step.sent, size ?? 0);
    case 'checking':
      return text.incoming.checking;
    case 'held':
      return text.preflight.held;
    case 'clear':
      return '';
    case 'choose':
      return text.incoming.choose(step.choices.length);
    case 'known':
      return text.incoming.known;
    case 'refused':
      return '';
    default:
      return step satisfies never;
  }
}
