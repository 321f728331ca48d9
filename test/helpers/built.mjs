// Programs of tests start from dist/, as users start them: compiling them anew takes each a second.
export { ensureBuild as setup } from '../../scripts/build.mjs';
