// Sums JSON reports of Vitest and Playwright named on the command line: the skipped tests by name, then one line of counts. Runs on
// Node 20.
import { existsSync, readFileSync } from 'node:fs';

const counts = { passed: 0, failed: 0, skipped: 0 };
const skipped = [];

/** @param outcome of Vitest, or of Playwright, where `flaky` is what a later try mended */
function count(outcome, name) {
  if (outcome === 'passed' || outcome === 'expected' || outcome === 'flaky') counts.passed += 1;
  else if (outcome === 'failed' || outcome === 'unexpected') counts.failed += 1;
  else {
    counts.skipped += 1;
    skipped.push(name);
  }
}

function countVitest({ testResults }) {
  for (const file of testResults) {
    for (const { status, fullName } of file.assertionResults)
      count(status, `${file.name.replace(`${process.cwd()}/`, '')}: ${fullName}`);
    // A file that could not be loaded has no tests to count.
    if (file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'))
      counts.failed += 1;
  }
}

function countPlaywright({ suites, specs = [] }, errors) {
  for (const { file, title, tests } of specs) for (const { status } of tests) count(status, `${file}: ${title}`);
  for (const suite of suites ?? []) countPlaywright(suite, []);
  // What could not be loaded, or went wrong outside of any test.
  counts.failed += errors.length;
}

// A pattern that matched no file comes as itself.
for (const path of process.argv.slice(2).filter((name) => existsSync(name))) {
  const report = JSON.parse(readFileSync(path, 'utf8'));
  if (report.testResults) countVitest(report);
  else countPlaywright(report, report.errors);
}
if (skipped.length > 0) console.log(`\nSkipped tests:\n${skipped.map((name) => `  ${name}\n`).join('')}`);
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
