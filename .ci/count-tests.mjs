// Sums Vitest's JSON reports named on the command line: the skipped tests by name, then one line of counts. Runs on Node 20.
import { existsSync, readFileSync } from 'node:fs';

const counts = { passed: 0, failed: 0, skipped: 0 };
const skipped = [];
// A pattern that matched no file comes as itself.
for (const path of process.argv.slice(2).filter((name) => existsSync(name))) {
  for (const file of JSON.parse(readFileSync(path, 'utf8')).testResults) {
    for (const { status, fullName } of file.assertionResults) {
      if (status === 'passed' || status === 'failed') counts[status] += 1;
      else {
        counts.skipped += 1;
        skipped.push(`${file.name.replace(`${process.cwd()}/`, '')}: ${fullName}`);
      }
    }
    // A file that could not be loaded has no tests to count.
    if (file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'))
      counts.failed += 1;
  }
}
if (skipped.length > 0) console.log(`\nSkipped tests:\n${skipped.map((name) => `  ${name}\n`).join('')}`);
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
