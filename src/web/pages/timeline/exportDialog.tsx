import { Button, Checkbox, Modal, Radio } from '@mantine/core';
import { useEffect, useState } from 'react';
import { type ActivityFilter, api } from '../../api.ts';
import { currentTime } from '../../clock.ts';
import { GuideLink } from '../../components/guideLink.tsx';
import { notice } from '../../components/notice.tsx';
import { DownloadStatus, toPercentDone } from '../../download/downloadState.tsx';
import { type DownloadState, useDownload } from '../../download/useDownload.ts';
import { toDate, toDay, toPercent } from '../../format.ts';
import { useConnections, useVisiblePeople } from '../../queries.ts';
import type { TimelineSearch } from '../../routes/timeline.ts';
import classes from './exportDialog.module.css';
import { toFilterWords } from './filterWords.ts';
import { toStart } from './search.ts';

type Format = 'csv' | 'jsonl';

const formats: readonly { key: Format; name: string; hint: string }[] = [
  { key: 'csv', name: 'CSV', hint: 'For spreadsheets: one row an entry, its changes as words.' },
  {
    key: 'jsonl',
    name: 'JSON Lines',
    hint: 'For programs: one entry a line, as the API gives it, with every change.',
  },
];

/** What the timeline is narrowed to, and what the dialog tells of itself. */
export interface ExportProps {
  readonly search: TimelineSearch;
  readonly filter: ActivityFilter;
  readonly timeZone: string;
  /** Names of records by their ids, as far as they are known. */
  readonly objectNames: ReadonlyMap<string, string>;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** What its button says while it runs; null when it does not. */
  readonly onRunning: (text: string | null) => void;
}

function toRunningText(state: DownloadState): string | null {
  if (state.is !== 'running') return null;
  const percent = toPercentDone(state.progress);
  return percent === null ? 'Exporting' : `Exporting ${toPercent(percent)}`;
}

/** Exports all entries that the filters let through, as a file; it goes on while the dialog is closed. */
export function ExportDialog(props: ExportProps) {
  const { search, filter, timeZone, isOpen, onClose, onRunning } = props;
  const { state, start, cancel } = useDownload();
  const [format, setFormat] = useState<Format>('csv');
  const [endsAtDate, setEndsAtDate] = useState(true);
  const runningText = toRunningText(state);
  useEffect(() => onRunning(runningText), [runningText, onRunning]);
  useEffect(() => {
    if (state.is === 'done' && !isOpen) notice(`${state.wish.name} is in your downloads.`);
  }, [state, isOpen]);
  const end = toStart(search, timeZone);
  const begin = () => {
    const wanted = end !== null && endsAtDate ? { ...filter, to: end } : filter;
    const name = `timeline-${toDay(currentTime(), timeZone)}.${format}`;
    void start({ address: api.activityExport(wanted, format), name, format });
  };
  const isRunning = state.is === 'running';
  return (
    <Modal opened={isOpen} onClose={onClose} title="Export the timeline" size={520}>
      <div className={classes.form}>
        <Wanted {...props} />
        <Radio.Group label="Format" value={format} onChange={(next) => setFormat(next as Format)}>
          <div className={classes.choices}>
            {formats.map(({ key, name, hint }) => (
              <Radio key={key} value={key} label={name} description={hint} disabled={isRunning} />
            ))}
          </div>
        </Radio.Group>
        {search.date !== undefined && end !== null && (
          <Checkbox
            label={`Only up to the end of ${toDate(Date.parse(end) - 1, currentTime(), timeZone)}, as it is shown`}
            checked={endsAtDate}
            disabled={isRunning}
            onChange={(event) => setEndsAtDate(event.currentTarget.checked)}
          />
        )}
        <DownloadStatus state={state} onCancel={cancel} />
        <div className={classes.foot}>
          <GuideLink place="export">About exports</GuideLink>
          <span className={classes.buttons}>
            <Button variant="default" onClick={onClose}>
              {isRunning ? 'Go on beside this' : 'Close'}
            </Button>
            <Button onClick={begin} disabled={isRunning}>
              {state.is === 'idle' || isRunning ? 'Export' : 'Export again'}
            </Button>
          </span>
        </div>
      </div>
    </Modal>
  );
}

/** Which entries it will be, in words. */
function Wanted({ search, objectNames }: Pick<ExportProps, 'search' | 'objectNames'>) {
  const people = useVisiblePeople();
  const connections = useConnections();
  const words = toFilterWords(search, {
    people: new Map(people.map(({ id, name }) => [id, name])),
    connections: new Map(connections.map(({ id, name }) => [id, name])),
    objects: objectNames,
  });
  return (
    <div className={classes.wanted}>
      <p className="dim">
        {words.length === 0 ? 'Every entry that you may see' : 'The entries that the filters let through'},
        newest first, up to now. Times are in UTC.
      </p>
      {words.length > 0 && (
        <dl className={classes.words}>
          {words.map(({ name, values }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{values}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}
