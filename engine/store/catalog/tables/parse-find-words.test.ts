import { expect, it } from 'vitest';
import { type FindWords, parseFindWords } from './parse-find-words.ts';

const none: FindWords = { names: null, parts: [], keyBegin: null, path: null };

it.for<[text: string, words: Partial<FindWords>]>([
  ['', {}],
  ['  ', {}],
  ['/', {}],
  ['/etc/passwd', { path: 'etc/passwd' }],
  ['openssl', { names: ['openssl'] }],
  ['openssl 3.0 deb12', { names: ['openssl'], parts: ['3.0', 'deb12'] }],
  ['openssl@3.0.11', { names: ['openssl'], parts: ['3.0.11'] }],
  ['@babel/core@7', { names: ['@babel/core'], parts: ['7'] }],
  ['libssl.so.3', { names: ['libssl.so.3'], path: 'libssl.so.3' }],
  ['usr/lib', { names: ['usr/lib'], path: 'usr/lib' }],
  ['pkg:deb/debian/libssl3@3.0?arch=amd64', { names: ['libssl3', 'debian/libssl3', 'debian:libssl3'] }],
  ['pkg:npm/%40babel/core@7.1.0', { names: ['core', '@babel/core', '@babel:core'] }],
  ['pkg:maven/org.slf4j/slf4j-api', { names: ['slf4j-api', 'org.slf4j/slf4j-api', 'org.slf4j:slf4j-api'] }],
  ['pkg:npm/%zz', { names: ['%zz'] }],
  ['pkg:', { names: [] }],
])('%j', ([text, words]) =>
  expect(parseFindWords(text)).toEqual({ ...none, ...(text.startsWith('pkg:') ? { keyBegin: text } : {}), ...words }),
);
