import { featureLook } from '../features.ts';
import classes from './featureDot.module.css';

/** The colour of a feature; decoration only, its name stands beside it. */
export function FeatureDot({ feature }: { readonly feature: string }) {
  return <span aria-hidden className={classes.dot} style={{ background: featureLook(feature).colour }} />;
}
