// An annotator: it is shown components after they are composed, and adds texts under its own name. It can read its own folder.
import { readFileSync } from 'node:fs';

const notes = JSON.parse(readFileSync(new URL('./notes.json', import.meta.url), 'utf8'));

export function annotate({ components }) {
  return {
    annotations: components.flatMap(({ key, name }) =>
      Object.hasOwn(notes, name) ? [{ key, name: 'note', value: notes[name] }] : [],
    ),
  };
}
