import { type InfiniteData, useQueryClient } from '@tanstack/react-query';
import { api, type FeatureState, type Page, type RemoteUserRow } from '../../api.ts';
import { noticeOfFailure, noticeWithUndo } from '../../components/notice.tsx';
import { connectionQuery, featuresQuery } from '../../queries.ts';

type People = InfiniteData<Page<RemoteUserRow>>;

const onOff = (enabled: boolean) => (enabled ? 'on' : 'off');

/** Switches that show at once what was asked for, say so with a way back, and return to the truth on a refusal. */
export function useSwitches(connectionId: string) {
  const client = useQueryClient();
  const usersKey = ['connection', connectionId, 'users'];
  const featuresKey = featuresQuery(connectionId).queryKey;

  const showCell = (remoteId: string, key: string, enabled: boolean) =>
    client.setQueriesData<People>({ queryKey: usersKey }, (people) => {
      if (!people) return people;
      const toRow = (row: RemoteUserRow) =>
        row.remoteUser.id === remoteId ? { ...row, features: { ...row.features, [key]: enabled } } : row;
      return { ...people, pages: people.pages.map((page) => ({ ...page, items: page.items.map(toRow) })) };
    });

  const showFeature = (shown: Partial<FeatureState> & Pick<FeatureState, 'key'>) =>
    client.setQueryData(featuresKey, (features) => {
      const toFeature = (one: FeatureState) => (one.key === shown.key ? { ...one, ...shown } : one);
      return features && { ...features, items: features.items.map(toFeature) };
    });

  const switchCell = async (
    row: RemoteUserRow,
    feature: FeatureState,
    enabled: boolean,
    withNotice = true,
  ) => {
    const { id, name } = row.remoteUser;
    await client.cancelQueries({ queryKey: usersKey });
    showCell(id, feature.key, enabled);
    try {
      await api.switchUserFeature(connectionId, id, feature.key, enabled);
      // A list that was read meanwhile may be of before.
      showCell(id, feature.key, enabled);
    } catch (error) {
      showCell(id, feature.key, !enabled);
      return noticeOfFailure(`${feature.name} could not be switched ${onOff(enabled)} for ${name}`, error);
    }
    if (!withNotice) return;
    const undo = () => void switchCell(row, feature, !enabled, false);
    noticeWithUndo(`${feature.name} is ${onOff(enabled)} for ${name}.`, undo);
  };

  /** All of these features of one person at once; each that is refused returns to where it was. */
  const switchRow = async (
    row: RemoteUserRow,
    features: readonly FeatureState[],
    enabled: boolean,
    withNotice = true,
  ) => {
    const { id, name } = row.remoteUser;
    await client.cancelQueries({ queryKey: usersKey });
    for (const { key } of features) showCell(id, key, enabled);
    const answers = await Promise.allSettled(
      features.map(({ key }) => api.switchUserFeature(connectionId, id, key, enabled)),
    );
    const refused = answers.flatMap((answer, index) => (answer.status === 'rejected' ? [index] : []));
    for (const index of refused) showCell(id, features[index]!.key, !enabled);
    const [first] = answers.filter((answer) => answer.status === 'rejected');
    if (first) {
      const what = `${refused.length} of ${features.length} features`;
      return noticeOfFailure(`${what} could not be switched ${onOff(enabled)} for ${name}`, first.reason);
    }
    if (!withNotice) return;
    const undo = () => void switchRow(row, features, !enabled, false);
    noticeWithUndo(`Everything is ${onOff(enabled)} for ${name}.`, undo);
  };

  const switchColumn = async (feature: FeatureState, enabled: boolean, withNotice = true) => {
    await client.cancelQueries({ queryKey: featuresKey });
    // Who did it and when is told by the server's answer.
    showFeature({ key: feature.key, enabled, switched: null });
    try {
      showFeature(await api.switchFeature(connectionId, feature.key, enabled));
    } catch (error) {
      showFeature({ key: feature.key, enabled: !enabled, switched: feature.switched });
      return noticeOfFailure(`${feature.name} could not be switched ${onOff(enabled)}`, error);
    }
    void client.invalidateQueries({ queryKey: connectionQuery(connectionId).queryKey });
    if (!withNotice) return;
    const undo = () => void switchColumn(feature, !enabled, false);
    noticeWithUndo(`${feature.name} is ${onOff(enabled)} for the whole connection.`, undo);
  };

  return { switchCell, switchRow, switchColumn };
}
