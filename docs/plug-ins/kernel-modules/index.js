// A file-analyzer: it is given one file's bytes, not even its path, and names packages with the bytes that prove them.
// Linux kernel modules keep NUL-ended `key=value` texts in the section .modinfo.

const FIELDS = ['name', 'version', 'license', 'vermagic'];

/** Place of the first `key=value` in the module, without the NUL at its end. */
function field(bytes, key) {
  const from = bytes.indexOf(`\0${key}=`, 0, 'latin1') + 1;
  const to = from === 0 ? -1 : bytes.indexOf(0, from);
  if (to < 0 || to - from > 1000) return undefined;
  return { value: bytes.toString('utf8', from + key.length + 1, to), from, to };
}

export function analyze({ bytes: given }) {
  const bytes = Buffer.from(given.buffer, given.byteOffset, given.byteLength);
  const [name, version, license, vermagic] = FIELDS.map((key) => field(bytes, key));
  // Modules of the kernel itself have no version of their own: that of the kernel they are built for is in vermagic.
  const stated = version ?? vermagic;
  if (name === undefined || stated === undefined || name.value === '' || stated.value === '') return { packages: [] };
  const licences = license ? [{ text: license.value, segments: [{ from: license.from, to: license.to }] }] : [];
  return {
    packages: [
      {
        type: 'generic',
        name: name.value,
        version: stated.value.split(' ')[0],
        licences,
        details: vermagic ? { vermagic: vermagic.value } : {},
        segments: [name, stated].map(({ from, to }) => ({ from, to })),
      },
    ],
  };
}
