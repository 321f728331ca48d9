import { toLongId } from './ids.ts';
import type { Row } from './rest.ts';

/** The contract's words for an edition; `unknown` is an OrganizationType that nobody documented. */
export const SUPPORTED_EDITIONS = ['enterprise', 'unlimited', 'performance', 'developer'] as const;

/** Editions without Change Data Capture. */
export const UNSUPPORTED_EDITIONS = [
  'professional',
  'starter',
  'essentials',
  'group',
  'base',
  'team',
] as const;

export type Edition = (typeof SUPPORTED_EDITIONS)[number] | (typeof UNSUPPORTED_EDITIONS)[number] | 'unknown';

// Values of Organization.OrganizationType (Object Reference). Group Edition calls itself Team Edition;
// Personal and Contact Manager, its forerunners, have no API either.
const BY_TYPE: Readonly<Record<string, Edition>> = {
  'Enterprise Edition': 'enterprise',
  'Unlimited Edition': 'unlimited',
  'Performance Edition': 'performance',
  'Developer Edition': 'developer',
  'Professional Edition': 'professional',
  'Starter Edition': 'starter',
  'Essentials Edition': 'essentials',
  'Group Edition': 'group',
  'Contact Manager Edition': 'group',
  'Base Edition': 'base',
  'Team Edition': 'team',
  'Personal Edition': 'team',
};

/** The edition of an org; a type that is not known is accepted, for Salesforce invents new ones. */
export function toEdition(organizationType: string): Edition {
  return BY_TYPE[organizationType] ?? 'unknown';
}

/** True where WorkSights can work with the edition, as far as one can tell. */
export function isSupported(edition: Edition): boolean {
  return !(UNSUPPORTED_EDITIONS as readonly string[]).includes(edition);
}

/** Read the one row that describes the org; the second where it does not tell whether it is a sandbox. */
export const ORGANIZATION_QUERIES = [
  'SELECT Id, Name, OrganizationType, IsSandbox FROM Organization',
  'SELECT Id, Name, OrganizationType FROM Organization',
] as const;

/** The org as a connection shows it. */
export interface Organization {
  /** 18 characters. */
  readonly id: string;
  readonly name: string;
  readonly edition: Edition;
  /** A scratch org counts as a sandbox, as Salesforce counts it. */
  readonly environment: 'production' | 'sandbox';
}

/** Reads a row of one of ORGANIZATION_QUERIES; `asked` is the environment of an org that does not tell its own. */
export function toOrganization(row: Row, asked: Organization['environment']): Organization {
  const told = row.IsSandbox === true ? 'sandbox' : 'production';
  return {
    id: toLongId(String(row.Id)),
    name: String(row.Name),
    edition: toEdition(String(row.OrganizationType)),
    environment: typeof row.IsSandbox === 'boolean' ? told : asked,
  };
}
