import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { api, type PersonData } from '../../api.ts';
import { currentTime } from '../../clock.ts';
import { DownloadStatus } from '../../download/downloadState.tsx';
import { useDownload } from '../../download/useDownload.ts';
import { toDay } from '../../format.ts';
import { useTimeZone } from '../../queries.ts';
import classes from './myData.module.css';

interface Props {
  readonly id: string | null;
  readonly data: PersonData;
}

/** All that is stored about a person, as a file. */
export function ExportPart({ id, data }: Props) {
  const zone = useTimeZone();
  const { state, start, cancel } = useDownload();
  const isRunning = state.is === 'running';
  const begin = (format: 'json' | 'csv') => {
    const whose = id === null ? 'my-data' : `data-of-${data.user.email.split('@')[0]}`;
    const name = `${whose}-${toDay(currentTime(), zone)}.${format}`;
    void start({ address: api.personDataExport(id, format), name, format });
  };
  return (
    <section aria-labelledby="export-title">
      <h2 id="export-title">Export</h2>
      <p className={classes.lead}>
        JSON has everything on this page and every entry with its changes; CSV has the entries, for
        spreadsheets. Planned meetings are in both.
        {id !== null && ' The audit log keeps that you exported it.'}
      </p>
      <div className={classes.buttons}>
        <Button
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
          disabled={isRunning}
          onClick={() => begin('json')}
        >
          Export JSON
        </Button>
        <Button
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
          disabled={isRunning}
          onClick={() => begin('csv')}
        >
          Export CSV
        </Button>
      </div>
      <DownloadStatus state={state} onCancel={cancel} />
    </section>
  );
}
