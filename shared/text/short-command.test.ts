import { expect, it } from 'vitest';
import { cutCommand, shortCommand } from './short-command.ts';

it.for([
  ['/bin/sh -c #(nop)  CMD ["bash"]', 'CMD ["bash"]'],
  ['/bin/sh -c #(nop) ADD file:d48c in / ', 'ADD file:d48c in / '],
  ['/bin/sh -c apt-get update   && true', 'RUN apt-get update && true'],
  ['|1 A=b /bin/sh -c echo $A', 'RUN echo $A'],
  ['RUN /bin/sh -c make # buildkit', 'RUN make'],
  ['RUN |2 A=b C=d /bin/sh -c make # buildkit', 'RUN make'],
  ['COPY . /app # buildkit', 'COPY . /app'],
  ['', ''],
] as const)('%j is shown as %j', ([line, want]) => {
  expect(shortCommand(line)).toBe(want);
});

it('cuts a long one for a terminal, behind what old builders put in front', () => {
  const long = `|1 CERTS=/a/b.pem /bin/sh -c apt-get install ${'x'.repeat(100)}`;
  expect(cutCommand(long)).toBe(`RUN apt-get install ${'x'.repeat(59)}…`);
  expect(cutCommand('COPY . /app # buildkit')).toBe('COPY . /app');
});
