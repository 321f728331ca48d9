import { Button, Modal, Slider } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type Connection, ProblemError } from '../../api.ts';
import { currentTime } from '../../clock.ts';
import { GuideLink } from '../../components/guideLink.tsx';
import { notice } from '../../components/notice.tsx';
import { ProblemPanel } from '../../components/problemPanel.tsx';
import { toCount, toMonth, toNumber } from '../../format.ts';
import { useTimeZone } from '../../queries.ts';
import classes from './dialogs.module.css';

const most = 18;
const marks = [1, 6, 12, most].map((value) => ({ value, label: String(value) }));

interface Props {
  readonly connection: Connection;
  readonly onClose: () => void;
}

/** Asks how far back field history is to be read, and says what that means before it begins. */
export function ImportDialog({ connection, onClose }: Props) {
  const client = useQueryClient();
  const timeZone = useTimeZone();
  const [months, setMonths] = useState(6);
  const start = useMutation({
    mutationFn: () => api.importHistory(connection.id, months),
    onSuccess: async () => {
      notice(
        `Importing ${toCount(months, 'month', 'months')} of field history. The Overview tab shows how far it is.`,
      );
      await client.invalidateQueries({ queryKey: ['connection', connection.id] });
      onClose();
    },
  });
  const refused = start.error instanceof ProblemError ? start.error : null;
  const { used, limit, floorPercent } = connection.apiUsage;
  return (
    <Modal opened onClose={onClose} title="Import older field history" size={520}>
      <div className={classes.form}>
        <div>
          <p className={classes.value} aria-live="polite">
            <strong>{toCount(months, 'month', 'months')}</strong>
            <span className="dim">back to {toMonth(currentTime(), months, timeZone)}</span>
          </p>
          <Slider
            thumbLabel="Months of field history"
            min={1}
            max={most}
            marks={marks}
            label={null}
            value={months}
            onChange={setMonths}
            thumbProps={{ 'aria-valuetext': toCount(months, 'month', 'months') }}
            className={classes.slider}
          />
        </div>
        <ul className={classes.meaning}>
          <li>
            Reads who changed which field of opportunities, cases, contacts, accounts and leads, as far as
            Salesforce tracks and keeps it. What is here already is not read twice.
          </li>
          <li>
            Large months are read as bulk jobs; it can be cancelled at any time, and what was read stays.
          </li>
          <li>
            {used === null || limit === null
              ? 'It rests whenever the org is short of API calls.'
              : `${toNumber(limit - used)} of ${toNumber(limit)} API calls are left today; it rests at ${floorPercent} %.`}
          </li>
        </ul>
        <p>
          <GuideLink place="olderHistory" inNewTab>
            What older history is
          </GuideLink>
        </p>
        {start.error && (
          <ProblemPanel
            title="The import could not be started"
            cause={refused?.message ?? 'The server gave no answer that can be read.'}
            fix={refused?.fix}
            code={refused?.code}
          />
        )}
        <div className={classes.foot}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button onClick={() => start.mutate()} loading={start.isPending}>
            Import {toCount(months, 'month', 'months')}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
