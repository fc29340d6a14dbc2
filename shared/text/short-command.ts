/** A history line without the shell that old builders put in front of every one. */
export function shortCommand(createdBy: string): string {
  return createdBy
    .replace(/^\/bin\/sh -c #\(nop\)\s+/, '')
    .replace(/^(?:RUN )?(?:\|\d+ .*? )?\/bin\/sh -c /, 'RUN ')
    .replace(/\s*# buildkit$/, '')
    .replaceAll(/\s+/g, ' ');
}

/** The same for a line of a terminal: what is left out is told. */
export function cutCommand(createdBy: string, most = 80): string {
  const command = shortCommand(createdBy);
  return command.length > most ? `${command.slice(0, most - 1)}…` : command;
}
