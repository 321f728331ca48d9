import { Button, FileInput, Modal } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { accountApi, type ImportLine, type PeopleImport } from '../../accountApi.ts';
import { ChoiceChips } from '../../components/choiceChips.tsx';
import { saveText, toCsv } from '../../components/csv.ts';
import { GuideLink } from '../../components/guideLink.tsx';
import { notice } from '../../components/notice.tsx';
import { SaveFailed } from '../../components/saveFailed.tsx';
import { StateBadge, type Tone } from '../../components/stateBadge.tsx';
import { toCount, toNumber } from '../../format.ts';
import classes from './team.module.css';
import { useTeamRefresh } from './useTeam.ts';

const states = [
  { key: 'new', name: 'New' },
  { key: 'link', name: 'Link' },
  { key: 'blocked', name: 'Blocked' },
  { key: 'already_linked', name: 'Already linked' },
] as const;
const tones: Readonly<Record<ImportLine['state'], Tone>> = {
  new: 'good',
  link: 'info',
  blocked: 'bad',
  already_linked: 'quiet',
};
const wordOf = (state: ImportLine['state']) => states.find(({ key }) => key === state)!.name;

const example = toCsv(
  ['email', 'name', 'role', 'manager', 'time zone', 'region', 'position', 'login access'],
  [
    ['mara@acme.com', 'Mara Klein', 'Manager', '', 'Europe/Berlin', 'EMEA', 'Head of Sales', 'yes'],
    [
      'jon@acme.com',
      'Jon Park',
      'Member',
      'mara@acme.com',
      'Europe/London',
      'EMEA',
      'Account Executive',
      'yes',
    ],
  ],
);

/** People from a CSV file: what each line would do is seen before anything is done. */
export function ImportDialog({ onClose }: { readonly onClose: () => void }) {
  const refresh = useTeamRefresh();
  const preview = useMutation({
    mutationFn: async (file: File) => accountApi.previewImport(await file.text()),
  });
  const apply = useMutation({
    mutationFn: (id: string) => accountApi.applyImport(id),
    onSuccess: async ({ created, updated }) => {
      notice(`${toCount(created, 'person is', 'people are')} added, ${toNumber(updated)} changed.`);
      await refresh();
      onClose();
    },
  });
  const seen = preview.data;
  const work = seen ? seen.counts.new + seen.counts.link : 0;
  return (
    <Modal opened onClose={onClose} title="Import people from CSV" size={760}>
      <div className={classes.form}>
        <FileInput
          label="CSV file"
          description="One line a person; the first line names the columns, of which only email must be there. An empty cell changes nothing."
          placeholder="Choose a file"
          accept=".csv,text/csv,text/plain"
          onChange={(file) => {
            preview.reset();
            apply.reset();
            if (file) preview.mutate(file);
          }}
        />
        {!seen && (
          <div className={classes.hints}>
            <Button
              variant="subtle"
              size="compact-md"
              onClick={() => saveText('people.csv', 'text/csv', example)}
            >
              Get an example
            </Button>
            <GuideLink place="peopleImport" inNewTab>
              Which columns there are
            </GuideLink>
          </div>
        )}
        {preview.error && <SaveFailed title="This file cannot be read" error={preview.error} />}
        {seen && <Preview seen={seen} />}
        {apply.error && <SaveFailed title="Nothing was imported" error={apply.error} />}
        <div className={classes.foot}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            loading={preview.isPending || apply.isPending}
            disabled={!seen || work === 0}
            onClick={() => seen && apply.mutate(seen.id)}
          >
            {work === 0 ? 'Import' : `Import ${toCount(work, 'person', 'people')}`}
          </Button>
        </div>
      </div>
    </Modal>
  );
}

const mostDrawn = 200;

function Preview({ seen }: { readonly seen: PeopleImport }) {
  const [chosen, setChosen] = useState<ImportLine['state'] | undefined>();
  const lines = seen.lines.filter(({ state }) => chosen === undefined || state === chosen);
  return (
    <>
      <ChoiceChips
        label="What would come of the lines"
        choices={states.map((state) => ({ ...state, count: toNumber(seen.counts[state.key]) }))}
        chosen={chosen}
        onChange={setChosen}
      />
      <p className="dim small">
        Nothing is changed yet. New adds a person, Link changes somebody who is here, Blocked is left out.
        {seen.ignoredColumns.length > 0 && ` Columns left aside: ${seen.ignoredColumns.join(', ')}.`}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard too. */}
      <section className={classes.preview} tabIndex={0} aria-label="Preview">
        <table>
          <caption className="only-read">Lines of the file</caption>
          <thead>
            <tr>
              <th scope="col">Line</th>
              <th scope="col">Person</th>
              <th scope="col">What would come of it</th>
            </tr>
          </thead>
          <tbody>
            {lines.slice(0, mostDrawn).map((line) => (
              <tr key={line.line}>
                <td>{line.line}</td>
                <td>
                  {line.name || line.email}
                  <span className={classes.email}>{line.email}</span>
                </td>
                <td>
                  <StateBadge tone={tones[line.state]} word={wordOf(line.state)} />
                  <span className={classes.email}>
                    {line.state === 'link' ? line.changes.join(', ') : line.reasons.join(' ')}
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        {lines.length > mostDrawn && (
          <p className="dim small">and {toNumber(lines.length - mostDrawn)} more, counted above.</p>
        )}
      </section>
    </>
  );
}
