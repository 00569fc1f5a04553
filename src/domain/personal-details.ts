/** What people may tell about themselves beside their names: standard claims (OIDC Core section 5.1), read by others. */
import type { Prisma } from '../platform/generated/prisma/client.ts';
import { NO_JSON } from '../platform/no-json.ts';
import { sql } from '../platform/statement.ts';

/** OIDC Core section 5.1.1, by the names that the members of the claim have. */
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
  /** `YYYY-MM-DD`, or `YYYY` alone; the year 0000 is one that is not told. */
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

/** The same of a row that Prisma reads. */
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

/** Undefined leaves a detail as it is, null takes it away. */
export type DetailChanges = { [Detail in keyof PersonalDetails]?: PersonalDetails[Detail] | undefined };

/** What a row of a person is to be given. */
export function changedDetails({ picture, address, ...others }: DetailChanges): Prisma.UserUpdateManyMutationInput {
  const data = { ...others, profilePhotoPath: picture, address: address === null ? NO_JSON : address };
  return Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined));
}

/** The same, of all of them taken away. */
export const NO_DETAILS = changedDetails({
  middleName: null,
  nickname: null,
  preferredUsername: null,
  profileUrl: null,
  picture: null,
  website: null,
  gender: null,
  birthdate: null,
  zoneinfo: null,
  locale: null,
  address: null,
});
