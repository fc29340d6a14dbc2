import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../images/support/tools.ts';

/** What osslsigncode says of one signature; the subject as RFC 4514 writes it, if it needs no escapes. */
export type SaidSignature = Readonly<{
  algorithm: string;
  digest: string;
  check: string;
  serial: string;
  subject: string;
}>;

/** Signatures that it finds in a file. Its exit code says whether it trusts the certificates too: that is not asked. */
export function signaturesOf(path: string): SaidSignature[] {
  const text = spawnSync('osslsigncode', ['verify', '-in', path], {
    env: { ...process.env, LC_ALL: 'C' },
  }).stdout.toString();
  return text
    .split('Signature Index: ')
    .slice(1)
    .map((part) => {
      const field = (name: string): string => new RegExp(`${name}\\s*: (\\w+)`).exec(part)?.[1]?.toLowerCase() ?? '';
      const [digest, calculated] = [field('Current message digest'), field('Calculated message digest')];
      return {
        algorithm: field('Message digest algorithm'),
        digest,
        check: digest === calculated ? 'equal' : 'different',
        serial: field('Serial'),
        // OpenSSL's old form, which has no escapes: that of the made certificate is looked up in {@link subjectsOf}.
        subject: (/Subject: \/(.*)/.exec(part)?.[1] ?? '').split('/').reverse().join(','),
      };
    });
}

/** Subjects of the certificates in the first signature, which nested ones need not repeat, by serial number. OpenSSL writes a name's first part first, RFC 4514 last. */
export function subjectsOf(folder: string, path: string): Map<string, string> {
  const signature = join(folder, 'signature.pem');
  rmSync(signature, { force: true });
  run('osslsigncode', ['extract-signature', '-pem', '-in', path, '-out', signature]);
  const certificates = run('openssl', ['pkcs7', '-in', signature, '-print_certs']).toString();
  const found = certificates.match(/-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----/g) ?? [];
  return new Map(
    found
      .map((pem) => new X509Certificate(pem))
      .map(({ serialNumber, subject }) => [serialNumber.toLowerCase(), subject.split('\n').reverse().join(',')]),
  );
}

/** The digest that pesign computes, and the signers' issuers that sbverify lists: tools that know tables of several certificates. */
export function bootSignaturesOf(path: string): Readonly<{ digest: string; issuers: readonly string[] }> {
  const digest = /hash: ([0-9a-f]+)/.exec(run('pesign', ['-h', '-i', path]).toString())?.[1] ?? '';
  const list = run('sbverify', ['--list', path]).toString();
  const issuers = [...list.matchAll(/signature issuers:\n - \/(.*)/g)].map(([, name = '']) =>
    name.split('/').reverse().join(','),
  );
  return { digest, issuers };
}
