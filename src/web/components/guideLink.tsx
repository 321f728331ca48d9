import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { featureGuide, type GuidePlace, guidePlaces } from '../guides.ts';

interface Props {
  readonly place: GuidePlace;
  /** True where leaving the page would lose what was begun on it. */
  readonly inNewTab?: boolean;
  readonly children: ReactNode;
}

/** A link to the part of a guide that answers the question that comes up here. */
export function GuideLink({ place, inNewTab = false, children }: Props) {
  const [guide = '', hash] = guidePlaces[place].split('#');
  return (
    <Link
      className="in-text"
      to="/guides/$guide"
      params={{ guide }}
      hash={hash}
      target={inNewTab ? '_blank' : undefined}
    >
      {children}
    </Link>
  );
}

/** A link to the guide of a feature, unless another part is named at what to do when it does not run as it should. */
export function FeatureGuideLink({
  feature,
  part = 'troubleshooting',
  children,
}: {
  readonly feature: string;
  readonly part?: 'what-is-received' | 'troubleshooting';
  readonly children: ReactNode;
}) {
  return (
    <Link className="in-text" to="/guides/$guide" params={{ guide: featureGuide(feature) }} hash={part}>
      {children}
    </Link>
  );
}
