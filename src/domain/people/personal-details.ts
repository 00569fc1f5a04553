/** Profile data beside the name: standard claims (OIDC Core section 5.1). */

import { NO_JSON } from '../../platform/database/no-json.ts';
import { json, type Sql, sql } from '../../platform/database/statement.ts';
import type { Prisma } from '../../platform/generated/prisma/client.ts';

/** OIDC Core section 5.1.1; the members have the names of the claim. */
export interface Address {
  formatted?: string | undefined;
  street_address?: string | undefined;
  locality?: string | undefined;
  region?: string | undefined;
  postal_code?: string | undefined;
  country?: string | undefined;
}

export interface PersonalDetails {
  middleName: string | null;
  nickname: string | null;
  preferredUsername: string | null;
  profileUrl: string | null;
  picture: string | null;
  website: string | null;
  gender: string | null;
  /** `YYYY-MM-DD`, or `YYYY` alone; the year 0000 means that the year is not disclosed. */
  birthdate: string | null;
  zoneinfo: string | null;
  locale: string | null;
  address: Address | null;
}

/** As members of a JSON object, for a query of `users u`. */
export const DETAIL_MEMBERS = sql`
  'middleName', u.middle_name, 'nickname', u.nickname, 'preferredUsername', u.preferred_username,
  'profileUrl', u.profile_url, 'picture', u.profile_photo_path, 'website', u.website, 'gender', u.gender,
  'birthdate', u.birthdate, 'zoneinfo', u.zoneinfo, 'locale', u.locale, 'address', u.address`;

const COLUMNS: Readonly<Record<keyof PersonalDetails, Sql>> = {
  middleName: sql`middle_name`,
  nickname: sql`nickname`,
  preferredUsername: sql`preferred_username`,
  profileUrl: sql`profile_url`,
  picture: sql`profile_photo_path`,
  website: sql`website`,
  gender: sql`gender`,
  birthdate: sql`birthdate`,
  zoneinfo: sql`zoneinfo`,
  locale: sql`locale`,
  address: sql`address`,
};

/** The same columns for Prisma. */
export const DETAILS = {
  middleName: true,
  nickname: true,
  preferredUsername: true,
  profileUrl: true,
  profilePhotoPath: true,
  website: true,
  gender: true,
  birthdate: true,
  zoneinfo: true,
  locale: true,
  address: true,
} as const satisfies Prisma.UserSelect;

type DetailsRow = Prisma.UserGetPayload<{ select: typeof DETAILS }>;

export function detailsOf(row: DetailsRow): PersonalDetails {
  const { middleName, nickname, preferredUsername, profileUrl, profilePhotoPath: picture, website } = row;
  const { gender, birthdate, zoneinfo, locale } = row;
  const address = row.address as Address | null;
  const names = { middleName, nickname, preferredUsername, profileUrl, picture, website };
  return { ...names, gender, birthdate, zoneinfo, locale, address };
}

/** Undefined leaves a detail unchanged, null removes it. */
export type DetailChanges = { [Detail in keyof PersonalDetails]?: PersonalDetails[Detail] | undefined };

/**
 * For the SET clause of an UPDATE of `users`: one text for every combination of changes, so that it is prepared once.
 */
export function assignments(changes: DetailChanges): Sql[] {
  const columns = Object.entries(COLUMNS) as [keyof PersonalDetails, Sql][];
  return columns.map(([detail, column]) => {
    const value = detail === 'address' ? json(changes.address) : (changes[detail] ?? null);
    return sql`${column} = CASE WHEN ${changes[detail] !== undefined} THEN ${value} ELSE ${column} END`;
  });
}

/** The values of a row without any details. */
export const NO_DETAILS = {
  middleName: null,
  nickname: null,
  preferredUsername: null,
  profileUrl: null,
  profilePhotoPath: null,
  website: null,
  gender: null,
  birthdate: null,
  zoneinfo: null,
  locale: null,
  address: NO_JSON,
} satisfies Prisma.UserUpdateManyMutationInput;
