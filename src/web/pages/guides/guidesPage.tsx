import { TextInput } from '@mantine/core';
import { IconSearch, IconSearchOff } from '@tabler/icons-react';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { EmptyState } from '../../components/emptyState.tsx';
import { Page } from '../../components/page.tsx';
import { toCount } from '../../format.ts';
import classes from './guidesPage.module.css';
import { guideGroups } from './library.ts';
import { type GuideHit, searchGuides } from './searchGuides.ts';

/** All guides by their groups, and the search over what they say. */
export function GuidesPage() {
  const { search = '' } = useSearch({ from: '/app/guides' });
  const navigate = useNavigate({ from: '/guides' });
  const hits = search.trim() === '' ? null : searchGuides(search);
  return (
    <Page title="Guides" state="How to set WorkSights up, what it reads, and what to do when it does not.">
      <TextInput
        type="search"
        aria-label="Search the guides"
        placeholder="Search, for example: blocked"
        leftSection={<IconSearch size={16} aria-hidden />}
        className={classes.search}
        value={search}
        onChange={(event) =>
          void navigate({
            search: { search: event.currentTarget.value || undefined },
            replace: true,
            resetScroll: false,
          })
        }
      />
      <p role="status" className="only-read">
        {hits && toCount(hits.length, 'part fits', 'parts fit')}
      </p>
      {hits === null ? <Groups /> : hits.length > 0 ? <Hits hits={hits} /> : <NoHits search={search} />}
    </Page>
  );
}

function Groups() {
  return guideGroups.map(({ name, guides }) => (
    <section key={name} className={classes.group} aria-label={name}>
      <h2>{name}</h2>
      <ul>
        {guides.map(({ slug, title, summary }) => (
          <li key={slug}>
            <Link to="/guides/$guide" params={{ guide: slug }} className={classes.row}>
              <strong>{title}</strong>
              <span>{summary}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  ));
}

function Hits({ hits }: { readonly hits: readonly GuideHit[] }) {
  return (
    <ul className={classes.hits}>
      {hits.map(({ slug, guide, id, section, excerpt }) => (
        <li key={`${slug}#${id}`}>
          <Link
            to="/guides/$guide"
            params={{ guide: slug }}
            hash={id === '' ? undefined : id}
            className={classes.row}
          >
            <strong>{section === '' ? guide : `${guide}: ${section}`}</strong>
            <span>
              {excerpt.map((part, index) =>
                // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text have their place alone.
                index % 2 === 1 ? <mark key={index}>{part}</mark> : part,
              )}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function NoHits({ search }: { readonly search: string }) {
  return (
    <EmptyState icon={<IconSearchOff size={32} stroke={1.5} />} title={`No guide speaks of “${search}”`}>
      Every word has to be found. Try fewer words, or the word that the page itself uses.
    </EmptyState>
  );
}
