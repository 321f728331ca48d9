import { Button, Select, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { accountApi } from '../../accountApi.ts';
import { firstRunQuery } from '../../accountQueries.ts';
import { SaveFailed } from '../../components/saveFailed.tsx';
import { meQuery } from '../../queries.ts';
import { ownTimeZone, timeZones } from '../../timeZones.ts';
import classes from './firstRun.module.css';

const domainOf = (email: string) => email.split('@')[1] ?? '';

/** The company and its Owner; afterwards the Owner is signed in, and the other steps of the setup follow. */
export function AccountForm({ token }: { readonly token: string }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [said, setSaid] = useState({ company: '', domain: '', name: '', email: '' });
  const [timeZone, setTimeZone] = useState(ownTimeZone);
  const domain = said.domain || domainOf(said.email);
  const create = useMutation({
    mutationFn: () =>
      accountApi.createAccount({
        token,
        account: { name: said.company.trim(), domain: domain.trim() },
        owner: { name: said.name.trim(), email: said.email.trim(), timeZone },
      }),
    onSuccess: async () => {
      client.setQueryData(firstRunQuery.queryKey, { needed: false });
      await client.fetchQuery(meQuery);
      await navigate({ to: '/setup', replace: true });
    },
  });
  const field = (key: keyof typeof said) => ({
    value: said[key],
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget;
      setSaid((now) => ({ ...now, [key]: value }));
    },
  });
  const isWhole = [said.company, said.name, said.email, domain].every((text) => text.trim() !== '');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isWhole) create.mutate();
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      <h2>You</h2>
      <TextInput label="Your name" autoComplete="name" maxLength={200} {...field('name')} data-autofocus />
      <TextInput
        label="Your work e-mail"
        description="You sign in with it, and it is how your Salesforce user is found."
        type="email"
        autoComplete="email"
        {...field('email')}
      />
      <Select
        label="Your time zone"
        searchable
        limit={50}
        data={[...new Set([timeZone, ...timeZones])]}
        value={timeZone}
        onChange={(zone) => zone && setTimeZone(zone)}
      />
      <h2>Your company</h2>
      <TextInput label="Name" autoComplete="organization" maxLength={200} {...field('company')} />
      <TextInput
        label="Domain"
        description="The part after the @ of its e-mail addresses."
        placeholder={domainOf(said.email) || 'acme.com'}
        {...field('domain')}
      />
      {create.error && <SaveFailed title="The account was not created" error={create.error} />}
      <Button type="submit" loading={create.isPending} disabled={!isWhole}>
        Create the account
      </Button>
    </form>
  );
}
