import { Button } from '@mantine/core';
import { useIntersection } from '@mantine/hooks';
import { type ReactNode, useEffect } from 'react';
import classes from './loadMore.module.css';

interface Props {
  readonly hasMore: boolean;
  readonly isLoading: boolean;
  readonly onLoad: () => unknown;
  readonly children: ReactNode;
  /** What stands where everything is loaded. */
  readonly end?: ReactNode;
}

/** The end of what is loaded: more comes when it is near, or by its button. */
export function LoadMore({ hasMore, isLoading, onLoad, children, end }: Props) {
  const { ref, entry } = useIntersection({ rootMargin: '600px' });
  const isNear = entry?.isIntersecting ?? false;
  useEffect(() => {
    if (isNear && hasMore && !isLoading) onLoad();
  }, [isNear, hasMore, isLoading, onLoad]);
  return (
    <div ref={ref} className={classes.more}>
      {hasMore ? (
        <Button variant="default" onClick={() => onLoad()} disabled={isLoading}>
          {isLoading ? 'Loading' : children}
        </Button>
      ) : (
        end
      )}
    </div>
  );
}
