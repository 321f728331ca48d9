import { IconArrowLeft, IconArrowRight } from '@tabler/icons-react';
import { Link, useParams } from '@tanstack/react-router';
import { Page } from '../../components/page.tsx';
import { NotFound } from '../../frame/lostPages.tsx';
import { GuideBody } from './guideBody.tsx';
import classes from './guidePage.module.css';
import { guides } from './library.ts';
import type { Guide } from './readGuide.ts';

/** One guide: its text, its parts at the side, and the guides before and after it. */
export function GuidePage() {
  const { guide: slug } = useParams({ from: '/app/guides/$guide' });
  const place = guides.findIndex((guide) => guide.slug === slug);
  const guide = guides[place];
  if (guide === undefined) return <NotFound />;
  return (
    <Page
      title={guide.title}
      tabTitle={`${guide.title} · Guides`}
      breadcrumb={
        <Link to="/guides" search={{}}>
          Guides
        </Link>
      }
    >
      <div className={classes.columns}>
        <article aria-label={guide.title}>
          <GuideBody guide={guide} />
          <Neighbours before={guides[place - 1]} after={guides[place + 1]} />
        </article>
        <Contents guide={guide} />
      </div>
    </Page>
  );
}

function Contents({ guide }: { readonly guide: Guide }) {
  const parts = guide.sections.filter(({ level }) => level === 2);
  return (
    <nav className={classes.contents} aria-label="On this page">
      <p>On this page</p>
      <ul>
        {parts.map(({ id, title }) => (
          <li key={id}>
            <a href={`#${id}`}>{title}</a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

interface NeighboursProps {
  readonly before: Guide | undefined;
  readonly after: Guide | undefined;
}

function Neighbours({ before, after }: NeighboursProps) {
  return (
    <nav className={classes.neighbours} aria-label="Other guides">
      {before && (
        <Link to="/guides/$guide" params={{ guide: before.slug }} className={classes.before}>
          <IconArrowLeft size={16} aria-hidden />
          <span>
            <span className="only-read">Previous: </span>
            {before.title}
          </span>
        </Link>
      )}
      {after && (
        <Link to="/guides/$guide" params={{ guide: after.slug }} className={classes.after}>
          <span>
            <span className="only-read">Next: </span>
            {after.title}
          </span>
          <IconArrowRight size={16} aria-hidden />
        </Link>
      )}
    </nav>
  );
}
