export { PluginError, type PluginErrorCode } from './plugin-error.ts';
export { type FoundPlugin, type FoundPlugins, pluginsFolder, readPlugins } from './read-plugins.ts';
export { type ExternalAnalyzer, OpenPlugins } from './open-plugins.ts';
