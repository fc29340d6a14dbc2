/** Why a plug-in cannot be used. */
export type PluginErrorCode =
  'not-found' | 'not-accepted' | 'unsupported-host' | 'stopped' | 'bad-answer' | 'no-answer';

/** A plug-in that the configuration accepts cannot do its work. The message says which one, what was found and what to do. */
export class PluginError extends Error {
  readonly code: PluginErrorCode;

  constructor(code: PluginErrorCode, message: string) {
    super(message);
    this.name = 'PluginError';
    this.code = code;
  }
}
