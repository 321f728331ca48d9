// Adds up a build: `tally.mjs TESTS_JSON CHECKS_TXT TEST_CODE CHECK_CODE`; the last line is the sum.
import { readFileSync } from 'node:fs';

const [testsFile, checksFile, testCode, checkCode] = process.argv.slice(2);
const sums = [withCode(countTests(), testCode), withCode(countChecks(), checkCode)];
const passed = sums[0].passed + sums[1].passed;
const failed = sums[0].failed + sums[1].failed;
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

function countTests() {
  const report = readOr(testsFile, '{}');
  const { numPassedTests = 0, numFailedTests = 0, testResults = [] } = JSON.parse(report);
  // A file that could not even be loaded has no failed test to its name.
  const brokenFiles = testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((result) => result.status === 'failed'),
  );
  return { passed: numPassedTests, failed: numFailedTests + brokenFiles.length };
}

function countChecks() {
  const [, passed = 0, failed = 0] = /^(\d+) checks passed, (\d+) failed/m.exec(readOr(checksFile, '')) ?? [];
  return { passed: Number(passed), failed: Number(failed) };
}

// A command that failed without a failed line (no install, no build, an error between tests) counts as one.
function withCode({ passed, failed }, code) {
  return { passed, failed: failed === 0 && code !== '0' ? 1 : failed };
}

function readOr(file, otherwise) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return otherwise;
  }
}
