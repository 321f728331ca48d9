import { Button, Group } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { IconCompass, IconPlugConnectedX } from '@tabler/icons-react';
import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router';
import { ProblemError } from '../api.ts';
import { CopyText } from '../components/copyText.tsx';
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

/** A fault that took the frame along, or came before it: the same as a page of its own. */
export function CrashScreen(props: ErrorComponentProps) {
  return (
    <main>
      <CrashPage {...props} />
    </main>
  );
}

/** What stands in place of a page that failed: what is known of it, a way to try again, and a way out. */
export function CrashPage({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  useDocumentTitle('Something failed · WorkSights');
  const problem = error instanceof ProblemError ? error : null;
  const retry = () => {
    // A browser keeps to the outcome of a script that it could not load: only a whole new start asks again.
    if (problem === null) return window.location.reload();
    reset();
    void router.invalidate();
  };
  return (
    <EmptyState
      isPage
      icon={<IconPlugConnectedX size={32} stroke={1.5} />}
      title={problem?.status === 0 ? 'WorkSights cannot be reached' : 'This page could not be shown'}
      action={
        <Group justify="center" gap="sm">
          <Button onClick={retry}>Try again</Button>
          {/* A whole new start: what failed may be older than the server by now. */}
          <Button component="a" href="/timeline" variant="default">
            Open the timeline
          </Button>
        </Group>
      }
    >
      {problem
        ? `${problem.message} ${problem.fix ?? ''}`
        : 'A fault in the page stopped it. Nothing was changed by it. If it fails again, send your operators the text below.'}
      <p>
        <CopyText text={problem?.code ?? String(error)} label="Copy what failed" />
      </p>
    </EmptyState>
  );
}
