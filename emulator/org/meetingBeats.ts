import { internalMeetingSubjects, meetingSubjects } from './names.ts';
import { as, type BeatOf, contacts, ownerOf, pickFrom } from './scene.ts';
import { team } from './seed.ts';
import { bookSeries } from './series.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;

/** A meeting with a customer or among colleagues, with an invited colleague. */
export const bookMeeting: BeatOf = (scene) => {
  const external = scene.random.next() < 0.7;
  const host = scene.random.pick([...team(scene, 'sales'), ...team(scene, 'service')]);
  const colleague = scene.random.pick(team(scene, 'sales').filter((id) => id !== host));
  const contact = external ? pickFrom(scene, contacts(scene)) : undefined;
  // Today's meetings may have been already: people also book what they just held.
  const today = Math.floor(scene.org.now() / DAY) * DAY;
  const start = today + scene.random.integer(0, 3) * DAY + scene.random.integer(7, 15) * HOUR;
  const meeting = {
    Subject: contact
      ? `${scene.random.pick(meetingSubjects)} with ${contact.Name}`
      : scene.random.pick(internalMeetingSubjects),
    ActivityDateTime: start,
    DurationInMinutes: scene.random.pick([30, 45, 60, 90]),
    Location: scene.random.pick(['Video call', 'Meeting room 2', 'On site']),
    Type: 'Meeting',
    WhoId: contact?.Id ?? null,
    IsGroupEvent: true,
    GroupEventType: '1',
  };
  as(scene, host, (tx) => {
    const id = tx.create('Event', meeting);
    if (contact) tx.create('EventRelation', { EventId: id, RelationId: contact.Id });
    tx.create('EventRelation', { EventId: id, RelationId: colleague, Status: 'Accepted' });
    // An invited colleague has the meeting as a child event of their own.
    tx.create('Event', { ...meeting, IsChild: true, OwnerId: colleague });
  });
  return `${meeting.Subject} is booked`;
};

/** A coming meeting is put off. */
export const moveMeeting: BeatOf = (scene) => {
  const now = scene.org.now();
  const meeting = pickFrom(
    scene,
    scene.among('Event', (each) => each.IsChild === false && Number(each.ActivityDateTime) > now),
  );
  if (!meeting) return undefined;
  const start = Number(meeting.ActivityDateTime) + scene.random.pick([1, 24, 48]) * HOUR;
  as(scene, ownerOf(meeting), (tx) => tx.update('Event', meeting.Id, { ActivityDateTime: start }));
  return `${meeting.Subject} moves to ${new Date(start).toISOString()}`;
};

/** A weekly meeting of one person with a colleague, for the next month. */
export const bookWeekly: BeatOf = (scene) => {
  const host = scene.random.pick([...team(scene, 'sales'), ...team(scene, 'service')]);
  const colleague = scene.random.pick(team(scene, 'sales').filter((id) => id !== host));
  const subject = scene.random.pick(internalMeetingSubjects);
  const start = Math.ceil(scene.org.now() / DAY) * DAY + scene.random.integer(7, 15) * HOUR;
  as(scene, host, (tx) =>
    bookSeries(tx, { subject, start, count: 4, invitees: [colleague], lightning: true }),
  );
  return `${subject} is booked weekly`;
};
