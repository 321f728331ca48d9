import { Button } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { IconCompass, IconPlugConnectedX } from '@tabler/icons-react';
import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router';
import { ProblemError } from '../api.ts';
import { EmptyState } from '../components/emptyState.tsx';

/** An address without a page, outside of the frame. */
export function NotFoundPage() {
  return (
    <main>
      <NotFound />
    </main>
  );
}

/** Says that there is nothing at this address, within the frame or as a page of its own. */
export function NotFound() {
  useDocumentTitle('Not found · WorkSights');
  return (
    <EmptyState
      isPage
      icon={<IconCompass size={32} stroke={1.5} />}
      title="There is no page at this address"
      action={
        <Button component={Link} to="/timeline" variant="default">
          Open the timeline
        </Button>
      }
    >
      The link may be old, or it belongs to another account.
    </EmptyState>
  );
}

/** What stands in place of a page that failed: what is known of it, and a way to try again. */
export function CrashPage({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  useDocumentTitle('Something failed · WorkSights');
  const problem = error instanceof ProblemError ? error : null;
  const retry = () => {
    reset();
    void router.invalidate();
  };
  return (
    <EmptyState
      isPage
      icon={<IconPlugConnectedX size={32} stroke={1.5} />}
      title={problem?.status === 0 ? 'WorkSights cannot be reached' : 'This page could not be shown'}
      action={<Button onClick={retry}>Try again</Button>}
    >
      {problem
        ? `${problem.message} ${problem.fix ?? ''}`
        : 'A fault in the page stopped it. Your data is safe.'}
      <p className="small">
        <code>{problem?.code ?? String(error)}</code>
      </p>
    </EmptyState>
  );
}
