import { useViewportSize } from '@mantine/hooks';
import { IconLink } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { astToJSX } from 'markdown-to-jsx/react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
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

interface ScrollerProps {
  readonly as: 'div' | 'pre';
  readonly name: string;
  readonly children: ReactNode;
}

/** Scrolls for itself where it is wider than the page, and can then be reached by the keys. */
function Scroller({ as: Element, name, children }: ScrollerProps) {
  const ref = useRef<HTMLDivElement & HTMLPreElement>(null);
  const { width } = useViewportSize();
  const [scrolls, setScrolls] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the width says when to look again.
  useEffect(() => {
    const element = ref.current;
    setScrolls(element !== null && element.scrollWidth > element.clientWidth);
  }, [width]);
  const reachable = scrolls ? { tabIndex: 0, role: 'group', 'aria-label': name } : {};
  return (
    <Element ref={ref} className={classes.scroll} {...reachable}>
      {children}
    </Element>
  );
}

function Table({ children }: PartProps) {
  return (
    <Scroller as="div" name="Table that scrolls">
      <table>{children}</table>
    </Scroller>
  );
}

function Listing({ children }: PartProps) {
  return (
    <Scroller as="pre" name="Commands that scroll">
      {children}
    </Scroller>
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
