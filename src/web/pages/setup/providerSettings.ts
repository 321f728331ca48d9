/** Kinds of sign-in providers, with where WorkSights is registered and how their issuer looks. */
export const providerKinds = [
  {
    key: 'google',
    name: 'Google',
    where: 'in the Google Cloud console, under Credentials, as a web application',
    issuer: 'https://accounts.google.com',
  },
  {
    key: 'entra',
    name: 'Microsoft Entra',
    where: 'in the Entra admin center, under App registrations, as a web app',
    issuer: 'https://login.microsoftonline.com/TENANT/v2.0',
  },
  {
    key: 'company',
    name: 'Another (OpenID Connect)',
    where: 'at your provider, as a confidential web client',
    issuer: 'https://idp.example.com',
  },
] as const;

type ProviderKind = (typeof providerKinds)[number];

/** The variables that make a provider known, each with a value to fill in. */
export function toSettings(
  { key, issuer }: ProviderKind,
  domain: string,
): readonly { readonly name: string; readonly value: string }[] {
  const prefix = `WORKSIGHTS_OIDC_${key.toUpperCase()}`;
  return [
    { name: `${prefix}_ISSUER`, value: issuer },
    { name: `${prefix}_CLIENT_ID`, value: 'the client id' },
    { name: `${prefix}_CLIENT_SECRET`, value: 'the client secret' },
    { name: `${prefix}_DOMAINS`, value: domain },
  ];
}
