import { type BeatName, beats } from './beats.ts';
import type { SeededOrg } from './people.ts';
import type { Scene } from './scene.ts';

/** What one beat did, in a sentence for the log and the control page. */
export interface Beat {
  readonly name: BeatName;
  readonly text: string;
}

/** The life of the org while the demo runs. */
export interface Story {
  /** Plays one beat: the named one, or the next that fits. */
  step(name?: BeatName): Beat;
  /** Plays a beat every so often (a third sooner or later) until stopped. */
  play(everyMs: number): () => void;
}

/** How often each beat comes, relative to the others. */
const weights: Readonly<Record<BeatName, number>> = {
  moveDeal: 9,
  reviseDeal: 3,
  newDeal: 2,
  openCase: 3,
  workCase: 4,
  escalateCase: 2,
  closeCase: 2,
  logCall: 5,
  addTask: 3,
  completeTask: 3,
  bookMeeting: 4,
  moveMeeting: 2,
  updateContact: 3,
  addContact: 2,
  newLead: 2,
  qualifyLead: 2,
  convertLead: 1,
  bookWeekly: 1,
  syncContacts: 1,
  takeNote: 3,
  editNote: 2,
  classicNote: 1,
  sendEmail: 4,
  answerCase: 3,
  emailToCase: 2,
  replyToCase: 2,
  acceptCase: 3,
  commentCase: 3,
  postUpdate: 2,
  trackedPost: 2,
  answerPost: 2,
  rewordPost: 1,
  editAccount: 3,
  editLead: 2,
  mergeDuplicates: 1,
  deleteRecord: 2,
  undeleteRecord: 1,
  changeMany: 1,
  reassign: 2,
  saveTwice: 1,
  privateEvent: 1,
  lateSync: 1,
  recalculate: 1,
  draftEmail: 1,
  // Of the past only: `stageOrg` plays it until two weeks before the org starts.
  formerColleague: 0,
};

/** A story on a seeded org; two stories on equal orgs with equal clocks tell the same. */
export function createStory(seeded: SeededOrg): Story {
  const { org } = seeded;
  const scene: Scene = {
    ...seeded,
    random: org.random,
    among: (object, keep = () => true) =>
      org.records(object).filter((record) => !record.IsDeleted && keep(record)),
  };
  const lot = Object.entries(weights).flatMap(([name, weight]) =>
    Array<BeatName>(weight).fill(name as BeatName),
  );
  const tell = (name: BeatName): Beat | undefined => {
    const text = beats[name](scene);
    return text === undefined ? undefined : { name, text };
  };
  const step = (name?: BeatName): Beat => {
    // A beat that finds nothing to do (no open case, say) makes room for the one that is always possible.
    return tell(name ?? org.random.pick(lot)) ?? tell('logCall')!;
  };
  return {
    step,
    play: (everyMs) => {
      let timer: NodeJS.Timeout;
      const next = (): void => {
        timer = setTimeout(
          () => {
            step();
            next();
          },
          everyMs * (0.67 + org.random.next() * 0.66),
        );
      };
      next();
      return () => clearTimeout(timer);
    },
  };
}
