import { IconCheck, IconX } from '@tabler/icons-react';
import { GuideLink } from '../../components/guideLink.tsx';
import classes from './myData.module.css';

const kept = [
  'Who did what to which record, and when',
  'Names and titles of records, and the values of a few fields such as a stage or an amount',
  'That an e-mail was sent, a note written, a comment made, a meeting held: its subject, time and length',
];
const never = [
  'The text of e-mails, notes, comments and posts, and descriptions',
  'Files and attachments, and the addresses of those who were written to',
  'What is on a screen, typed, clicked or looked at',
];

/** What WorkSights keeps of anybody and what it never asks for, in plain words. */
export function WhatIsCollected() {
  return (
    <section aria-labelledby="collected-title">
      <h2 id="collected-title">What is collected</h2>
      <p className={classes.lead}>
        Metadata only: that something was done in Salesforce, not what was written.{' '}
        <GuideLink place="read">What is read and what is not</GuideLink>, field by field.
      </p>
      <div className={classes.both}>
        <List title="Kept" lines={kept} tone="good" />
        <List title="Never asked for, never stored" lines={never} tone="quiet" />
      </div>
    </section>
  );
}

interface ListProps {
  readonly title: string;
  readonly lines: readonly string[];
  readonly tone: 'good' | 'quiet';
}

function List({ title, lines, tone }: ListProps) {
  const Icon = tone === 'good' ? IconCheck : IconX;
  return (
    <div>
      <h3 className={classes.small}>{title}</h3>
      <ul className={classes.lines} data-tone={tone}>
        {lines.map((line) => (
          <li key={line}>
            <Icon size={15} stroke={2} aria-hidden />
            <span>{line}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
