import { Button } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { PersonData } from '../../api.ts';
import { EraseDialog } from './eraseDialog.tsx';
import classes from './myData.module.css';

interface Props {
  readonly data: PersonData;
  readonly isOwn: boolean;
}

/** The way to erase what is stored about a person; for those who see everyone. */
export function ErasePart({ data, isOwn }: Props) {
  const [isOpen, setOpen] = useState(false);
  const whom = isOwn ? 'you' : data.user.name;
  return (
    <section aria-labelledby="erase-title">
      <h2 id="erase-title">Erase</h2>
      <p className={classes.lead}>
        Erases every entry about {whom} and switches every feature off for {isOwn ? 'you' : 'them'}. The
        account stays. You see what goes before you confirm it.
      </p>
      <div className={classes.buttons}>
        <Button
          variant="default"
          color="red"
          leftSection={<IconTrash size={16} aria-hidden />}
          disabled={data.erasure?.state === 'running'}
          onClick={() => setOpen(true)}
        >
          Erase what is stored about {whom}
        </Button>
      </div>
      {isOpen && <EraseDialog data={data} isOwn={isOwn} onClose={() => setOpen(false)} />}
    </section>
  );
}
