import { limits } from '#engine/bytes/limits.ts';
import type { LinkClosure, LinkNote } from '#shared/model/links.ts';
import type { LinkInput } from '../types.ts';
import { noteContext, type NoteSource } from './context.ts';
import { gconvNotes } from './gconv.ts';
import { nssNotes } from './nss.ts';
import { opensslNotes } from './openssl.ts';
import { pamNotes } from './pam.ts';
import { gstreamerNotes, qtNotes } from './plug-ins.ts';

const SOURCES: readonly NoteSource[] = [nssNotes, pamNotes, opensslNotes, qtNotes, gstreamerNotes, gconvNotes];

/**
 * What the files of a closure may open by name while they run, as far as configuration in the image says: each file once, with the
 * first place that names it. Never proven, and never complete: a program may open what it likes.
 */
export function linkNotes(input: LinkInput, closure: LinkClosure): LinkNote[] {
  const context = noteContext(input, closure);
  if (context === undefined) return [];
  const notes = new Map<string, LinkNote>();
  for (const source of SOURCES) {
    for (const one of source(context)) {
      const key = `${one.mechanism} ${one.real ?? one.name}`;
      if (!notes.has(key) && notes.size < limits.linkNotes) notes.set(key, one);
    }
  }
  return [...notes.values()];
}
