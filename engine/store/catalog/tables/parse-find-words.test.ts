import { expect, it } from 'vitest';
import { type FindWords, parseFindWords } from './parse-find-words.ts';

const none: FindWords = { name: null, parts: [], purl: null, path: null };

it.for<[text: string, words: Partial<FindWords>]>([
  ['', {}],
  ['  ', {}],
  ['/', {}],
  ['/etc/passwd', { path: 'etc/passwd' }],
  ['openssl', { name: 'openssl' }],
  ['openssl 3.0 deb12', { name: 'openssl', parts: ['3.0', 'deb12'] }],
  ['openssl@3.0.11', { name: 'openssl', parts: ['3.0.11'] }],
  ['@babel/core@7', { name: '@babel/core', parts: ['7'], path: null }],
  ['libssl.so.3', { name: 'libssl.so.3', path: 'libssl.so.3' }],
  ['usr/lib', { name: 'usr/lib', path: 'usr/lib' }],
  ['pkg:deb/debian/libssl3@3.0?arch=amd64', { purl: { text: 'pkg:deb/debian/libssl3@3.0?arch=amd64', whole: false } }],
  ['pkg:deb/debian/libssl3@', { purl: { text: 'pkg:deb/debian/libssl3@', whole: false } }],
  ['pkg:npm/%40babel/core@7.1.0', { purl: { text: 'pkg:npm/%40babel/core@7.1.0', whole: false } }],
  ['pkg:npm/@babel/core', { purl: { text: 'pkg:npm/%40babel/core', whole: true } }],
  ['pkg:maven/org.slf4j/slf4j-api', { purl: { text: 'pkg:maven/org.slf4j/slf4j-api', whole: true } }],
  ['pkg:npm/%zz', { purl: { text: 'pkg:npm/%zz', whole: true } }],
  ['pkg:', {}],
  ['pkg:deb', {}],
  ['pkg:deb/', {}],
])('%j', ([text, words]) => expect(parseFindWords(text)).toEqual({ ...none, ...words }));
