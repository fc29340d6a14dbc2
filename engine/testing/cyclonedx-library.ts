import { registerHooks } from 'node:module';

// The library's validator is an optional plug-in of three packages; of the third it takes one format, `idn-email`, which no
// document of ours holds. Standing in for it here keeps the third package out.
registerHooks({
  resolve(specifier, context, next) {
    return specifier === 'ajv-formats-draft2019'
      ? { url: 'stand-in:ajv-formats-draft2019', format: 'commonjs', shortCircuit: true }
      : next(specifier, context);
  },
  load(url, context, next) {
    return url === 'stand-in:ajv-formats-draft2019'
      ? {
          format: 'commonjs',
          source: "module.exports = { default: (ajv) => ajv.addFormat('idn-email', true), __esModule: true };",
          shortCircuit: true,
        }
      : next(url, context);
  },
});

const { Spec, Validation } = await import('@cyclonedx/cyclonedx-library');
const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot7);

/**
 * The verdict of CycloneDX's own library: an oracle. Slow: it compares each pair of components.
 *
 * @returns null for a valid document, else what is wrong
 */
export async function libraryVerdict(document: string): Promise<unknown> {
  return validator.validate(document);
}
