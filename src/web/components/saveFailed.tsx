import { ProblemError } from '../api.ts';
import { ProblemPanel } from './problemPanel.tsx';

/** Why something was not saved, in the form that asked for it. */
export function SaveFailed({ title, error }: { readonly title: string; readonly error: Error }) {
  const refused = error instanceof ProblemError ? error : null;
  return (
    <ProblemPanel
      title={title}
      cause={refused?.message ?? 'The server gave no answer that can be read.'}
      fix={refused?.fix}
      code={refused?.code}
    />
  );
}
