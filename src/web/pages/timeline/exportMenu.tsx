import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import type { ExportProps } from './exportDialog.tsx';

// The timeline's first load is kept small: the dialog comes when it is asked for.
const ExportDialog = lazy(() =>
  import('./exportDialog.tsx').then((loaded) => ({ default: loaded.ExportDialog })),
);

type Props = Omit<ExportProps, 'isOpen' | 'onClose' | 'onRunning'>;

/** Exports what the timeline is narrowed to; while the dialog is closed its button says how far that is. */
export function ExportMenu(props: Props) {
  const [isWanted, setWanted] = useState(false);
  const [isOpen, setOpen] = useState(false);
  const [running, setRunning] = useState<string | null>(null);
  const open = () => {
    setWanted(true);
    setOpen(true);
  };
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconDownload size={16} aria-hidden />}
        aria-haspopup="dialog"
        onClick={open}
      >
        {running ?? 'Export'}
      </Button>
      {isWanted && (
        <Suspense>
          <ExportDialog {...props} isOpen={isOpen} onClose={() => setOpen(false)} onRunning={setRunning} />
        </Suspense>
      )}
    </>
  );
}
