import { IconCircleCheck, IconCircleDashed, IconCircleX } from '@tabler/icons-react';
import type { ConnectRequest } from '../../api.ts';
import { CopyNote } from '../../components/copyNote.tsx';
import { GuideLink } from '../../components/guideLink.tsx';
import classes from './connectDialog.module.css';

interface Props {
  readonly environment: ConnectRequest['environment'];
  /** Null until one is chosen; `unknown` where the person is not sure. */
  readonly edition: { readonly key: string; readonly label: string; readonly supported: boolean } | null;
}

type Mark = 'done' | 'bad' | 'open';
const marks = { done: IconCircleCheck, bad: IconCircleX, open: IconCircleDashed } as const;

function toEditionCheck(edition: Props['edition']): { mark: Mark; text: string } {
  if (edition === null || edition.key === 'unknown') {
    return {
      mark: 'open',
      text: 'Enterprise, Unlimited, Performance or Developer. It is verified before anything is set up.',
    };
  }
  if (!edition.supported) return { mark: 'bad', text: `${edition.label} is not supported.` };
  return { mark: 'done', text: `${edition.label} is supported.` };
}

const checks = [
  {
    name: 'An administrator signs in',
    text: 'With “Customize Application”, “View Setup and Configuration” and, so that nothing stays hidden, “View All Data”.',
  },
  {
    name: 'The WorkSights app is installed',
    text: 'Where it is not, a System Administrator connects first: others get an error of Salesforce, which does not send you back.',
  },
  {
    name: 'Real-time slots',
    text: 'Five, unless the org bought more. A feature that finds none free is swept every 10 minutes, and nothing is lost.',
  },
] as const;

const toNote = ({ environment, edition }: Props): string =>
  [
    `Please help us connect our Salesforce ${environment === 'sandbox' ? 'sandbox' : 'org'} to WorkSights. It reads metadata of changes and writes no record. Please check:`,
    `1. The edition is Enterprise, Unlimited, Performance or Developer${edition && edition.key !== 'unknown' ? ` (we believe: ${edition.label})` : ''}: Setup, Company Information.`,
    '2. Whoever authorises has the permissions Customize Application, View Setup and Configuration, API Enabled and, so that nothing stays hidden, View All Data.',
    '3. The WorkSights External Client App is installed: Setup, Connected Apps OAuth Usage.',
    '4. Up to five Change Data Capture entities are free for Task, Event, Opportunity, Case and Contact: Setup, Change Data Capture.',
    'It asks for three OAuth scopes (id, api, refresh_token), and creates one private event channel of its own, which it removes again when it is disconnected.',
  ].join('\n');

/** What to see to before the browser goes to Salesforce, and the same as a note to the administrator of the org. */
export function Preflight(props: Props) {
  const edition = toEditionCheck(props.edition);
  const all: { name: string; text: string; mark: Mark }[] = [
    { name: 'The edition offers Change Data Capture', ...edition },
    ...checks.map((check) => ({ ...check, mark: 'open' as const })),
  ];
  return (
    <div className={classes.preflight}>
      <div className={classes.preflightHead}>
        <h3>Before you go there</h3>
        <CopyNote note={toNote(props)} />
      </div>
      <ul>
        {all.map(({ name, text, mark }) => {
          const Icon = marks[mark];
          return (
            <li key={name} data-mark={mark}>
              <Icon size={17} stroke={1.8} aria-hidden />
              <span>
                <strong>{name}</strong>
                <span className="dim">{text}</span>
              </span>
            </li>
          );
        })}
      </ul>
      <p>
        <GuideLink place="connect" inNewTab>
          All of it in the Setup guide
        </GuideLink>
      </p>
    </div>
  );
}
