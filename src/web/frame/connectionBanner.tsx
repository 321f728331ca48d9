import { useNetwork } from '@mantine/hooks';
import { IconWifiOff } from '@tabler/icons-react';
import classes from './frame.module.css';

/** Says so while the browser is offline: what is shown stays, and goes on by itself. */
export function ConnectionBanner() {
  const { online } = useNetwork();
  return (
    <div role="status">
      {!online && (
        <div className={classes.banner}>
          <IconWifiOff size={16} aria-hidden />
          You are offline. What you see may be old; it goes on by itself when the network is back.
        </div>
      )}
    </div>
  );
}
