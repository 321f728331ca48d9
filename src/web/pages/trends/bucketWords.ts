import { currentTime } from '../../clock.ts';
import { toDate } from '../../format.ts';
import type { Bucket } from './range.ts';

const noon = (date: string) => `${date}T12:00:00Z`;

/** "12 May", with the year where it is another one. */
export const toDateWord = (date: string): string => toDate(noon(date), currentTime(), 'UTC');

/** "12 May" for a day, "11 May – 17 May" for a week. */
export const toBucketWord = ({ from, to }: Bucket): string =>
  from === to ? toDateWord(from) : `${toDateWord(from)} – ${toDateWord(to)}`;
