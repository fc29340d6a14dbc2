import { expect, it } from 'vitest';
import { partialFileName, rowsFileName } from './rows-file-name.ts';

it.for([
  { image: 'acme/web:1.4.3', want: 'acme-web-1.4.3-components-23-of-412.csv' },
  { image: '../../etc/\u202Epasswd', want: 'etc-passwd-components-23-of-412.csv' },
  { image: '', want: 'image-components-23-of-412.csv' },
])('rows of $image are saved as $want', ({ image, want }) => {
  expect(rowsFileName(image, 23, 412, 'csv')).toBe(want);
});

it('rows of a scan that has not ended say so', () => {
  expect(partialFileName('../acme/web:1')).toBe('acme-web-1-components-partial.json');
});
