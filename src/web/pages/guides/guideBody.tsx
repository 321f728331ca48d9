import { IconLink } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { astToJSX } from 'markdown-to-jsx/react';
import type { ReactNode } from 'react';
import classes from './guideBody.module.css';
import type { Guide } from './readGuide.ts';

interface PartProps {
  readonly id?: string;
  readonly href?: string;
  readonly children?: ReactNode;
}

/** A link of a guide: `setup.md#connect` is another guide, `#connect` a part of this one, all else is outside. */
function GuideAnchor({ href = '', children }: PartProps) {
  const inside = /^(?:([\w-]+)\.md)?(?:#([\w-]+))?$/.exec(href);
  if (inside === null) {
    return (
      <a href={href} target="_blank" rel="noreferrer">
        {children}
      </a>
    );
  }
  const [, guide, hash] = inside;
  if (guide === undefined) return <a href={href}>{children}</a>;
  return (
    <Link to="/guides/$guide" params={{ guide }} hash={hash}>
      {children}
    </Link>
  );
}

function Heading({ id, children }: PartProps) {
  return (
    <h2 id={id} className={classes.heading} tabIndex={-1}>
      {children}
      <a href={`#${id}`} className={classes.anchor} aria-label="Link to this part">
        <IconLink size={15} aria-hidden />
      </a>
    </h2>
  );
}

// What is wider than a phone scrolls for itself, also by the keys.
function Table({ children }: PartProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keys.
    <section className={classes.scroll} aria-label="Table" tabIndex={0}>
      <table>{children}</table>
    </section>
  );
}

function Listing({ children }: PartProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keys.
    <pre className={classes.scroll} tabIndex={0}>
      {children}
    </pre>
  );
}

const overrides = { a: GuideAnchor, h2: Heading, table: Table, pre: Listing };

/** The text of a guide. Markup that is not Markdown was never parsed, and addresses that are scripts are left out. */
export function GuideBody({ guide }: { readonly guide: Guide }) {
  return (
    <div className={classes.body}>
      {astToJSX([...guide.nodes], { overrides, wrapper: null, disableParsingRawHTML: true })}
    </div>
  );
}
