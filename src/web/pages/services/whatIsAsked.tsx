import { IconDatabase, IconId, IconRefresh } from '@tabler/icons-react';
import { GuideLink } from '../../components/guideLink.tsx';
import classes from './connectDialog.module.css';

const lines = [
  {
    icon: IconId,
    asks: 'Access the identity URL service',
    why: 'to know which org and which user connected',
  },
  {
    icon: IconDatabase,
    asks: 'Manage user data via APIs',
    why: 'to read records and their changes; nothing but our own data channel is written',
  },
  {
    icon: IconRefresh,
    asks: 'Perform requests at any time',
    why: 'to stay current while nobody is signed in',
  },
];

/** The three lines of the consent page, each with its reason. */
export function WhatIsAsked({ service }: { readonly service: string }) {
  return (
    <div className={classes.asked}>
      <h3>{service} will ask you to allow</h3>
      <ul>
        {lines.map(({ icon: Icon, asks, why }) => (
          <li key={asks}>
            <Icon size={17} stroke={1.7} aria-hidden />
            <span>
              {asks} <span className="dim">{why}</span>
            </span>
          </li>
        ))}
      </ul>
      <p>
        <GuideLink place="read" inNewTab>
          What is read and what is not
        </GuideLink>
      </p>
    </div>
  );
}
