import { GuideLink } from '../components/guideLink.tsx';
import { ProblemPanel } from '../components/problemPanel.tsx';
import { useMe } from '../queries.ts';

/** Says where nobody answers the chat, so that no request waits for ever; nothing where somebody does. */
export function NoOperator() {
  if (useMe().operators) return null;
  return (
    <ProblemPanel
      tone="warn"
      title="Nobody answers here yet"
      cause="This installation names no operator, so that messages are kept but read by nobody, and no removal can be approved."
      fix={
        <>
          Whoever runs it sets WORKSIGHTS_OPERATORS to their e-mail and restarts it.{' '}
          <GuideLink place="operators">Who operators are</GuideLink>
        </>
      }
    />
  );
}
