import type { Channel, Language, Priority, ReportType, Role, Visibility } from '@sportello/contracts';

/** A text for people, in every language the product speaks. */
export interface LocalisedText {
  readonly it: string;
  readonly en: string;
}

/** `[longitude, latitude]`, WGS 84, degrees (RFC 7946, section 3.1.1). */
export type LonLat = readonly [lon: number, lat: number];
/** A closed ring: the first position is repeated as the last. */
export type Ring = readonly LonLat[];

/** GeoJSON geometry (RFC 7946) of the territory. The first ring of a polygon is its outside, the others are holes. */
export type Boundary =
  | { readonly type: 'Polygon'; readonly coordinates: readonly Ring[] }
  | { readonly type: 'MultiPolygon'; readonly coordinates: readonly (readonly Ring[])[] };

export interface Department {
  readonly id: string;
  readonly name: LocalisedText;
}

export interface Question {
  readonly id: string;
  readonly label: LocalisedText;
  readonly type: 'text' | 'choice';
  /** For `choice`: what may be answered; the answer is the `id`. */
  readonly choices?: readonly { readonly id: string; readonly label: LocalisedText }[];
  readonly required?: boolean;
}

/** Working days that the Comune gives itself to answer, per kind of report. */
export type ServiceLevels = Readonly<Record<ReportType, number>>;

export interface Category {
  readonly slug: string;
  readonly label: LocalisedText;
  /** Id of the department that reports of this category are proposed to. */
  readonly department: string;
  readonly visibility: Visibility;
  readonly questions: readonly Question[];
  /** Where this category differs from the municipality's own. */
  readonly sla?: Readonly<Partial<ServiceLevels>>;
}

/** A part of the territory that rules speak of, such as the old town. */
export interface Area {
  readonly id: string;
  readonly name: LocalisedText;
  readonly boundary: Boundary;
}

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** Hours on the clocks of the Comune, `HH:MM`: from `from` up to before `to`; past midnight when `to` is the earlier, then of the day on which they begin. */
export interface Hours {
  /** Absent: every day. */
  readonly days?: readonly Weekday[];
  readonly from: string;
  readonly to: string;
}

/** Where new reports of some kind go, and how urgent they are. All that `when` names must fit; what it leaves out fits all. */
export interface RoutingRule {
  readonly id: string;
  readonly when: {
    readonly categories?: readonly string[];
    readonly kinds?: readonly ReportType[];
    readonly areas?: readonly string[];
    readonly channels?: readonly Channel[];
    /** Per question the choices of which one was answered. */
    readonly answers?: Readonly<Record<string, readonly string[]>>;
    readonly times?: readonly Hours[];
  };
  /** What is absent stays as it is without the rule: the department of the category, the priority normal. */
  readonly then: { readonly department?: string; readonly priority?: Priority };
}

export interface Holidays {
  /** The patron saint's day. Absent where there is none. */
  readonly patron?: { readonly month: number; readonly day: number; readonly name: string };
  /** Further days on which the offices are closed, `YYYY-MM-DD`. */
  readonly closures: readonly string[];
}

/** Signatures of tokens, each with a public key. */
export const ID_TOKEN_ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'] as const;

/** Who vouches for the staff (OpenID Connect). Its client's secret is in the environment or in a file of its own. */
export interface OidcProvider {
  /** As the provider writes it, to the letter. */
  readonly issuer: string;
  readonly clientId: string;
  /** Absent: openid, email, profile. */
  readonly scopes?: readonly string[];
  /** Whom tokens may be for, besides us. */
  readonly audiences?: readonly string[];
  /** Levels of which a sign-in must have one, such as https://www.spid.gov.it/SpidL2; absent: any. */
  readonly acrValues?: readonly string[];
  /** Absent: RS256. */
  readonly idTokenAlgorithm?: (typeof ID_TOKEN_ALGORITHMS)[number];
  /** What the values of a claim mean here, looked at anew at each sign-in; absent: accounts and roles are kept here. */
  readonly roles?: {
    readonly claim: string;
    readonly values: Readonly<
      Record<string, { readonly roles: readonly Role[]; readonly departments?: readonly string[] }>
    >;
  };
}

/** How the staff signs in. */
export interface Security {
  /** Roles whose accounts sign in with a second factor: until they have one they can do nothing but set it up. */
  readonly secondFactor?: readonly Role[];
  /** Sign-in through a provider, beside passwords. */
  readonly oidc?: OidcProvider;
}

/** How long after a report's end it may be kept who reported and what was written: ISO 8601 durations, such as `P2Y`. Absent: for ever. */
export interface Retention {
  readonly reporter?: string;
  readonly texts?: string;
}

/** Licences that open data of a Comune may be under, by their SPDX or usual names. */
export const OPEN_DATA_LICENCES = ['CC-BY-4.0', 'CC0-1.0', 'IODL-2.0'] as const;
export type OpenDataLicence = (typeof OPEN_DATA_LICENCES)[number];

/** One Comune, as its file in `deploy/municipalities` describes it. */
export interface Municipality {
  /** Permanent: it leads every primary key and stands in every stream name. */
  readonly id: string;
  /** What people write in the header `X-Municipality`. */
  readonly slug: string;
  readonly name: string;
  /** ISTAT code of the Comune, six digits; `000000` for fictitious ones. */
  readonly istat: string;
  /** Host names that mean this Comune, lower case. */
  readonly hosts: readonly string[];
  readonly languages: readonly Language[];
  /** IANA name, such as `Europe/Rome`. */
  readonly timeZone: string;
  readonly boundary: Boundary;
  readonly contacts: {
    readonly email?: string;
    readonly phone?: string;
    readonly address?: string;
    readonly website?: string;
  };
  readonly departments: readonly Department[];
  readonly categories: readonly Category[];
  readonly areas?: readonly Area[];
  /** In order: the first that fits decides, alone. */
  readonly routing?: readonly RoutingRule[];
  readonly sla: ServiceLevels;
  readonly holidays: Holidays;
  /** How many working days before a deadline the department is reminded of it: one when absent, never with 0. */
  readonly reminders?: { readonly workingDays: number };
  /** Days (of 24 hours) that a reporter has to reopen a report. */
  readonly reopenDays: number;
  readonly channels: readonly Channel[];
  readonly security?: Security;
  readonly retention?: Retention;
  /** Absent: CC BY 4.0. */
  readonly openData?: { readonly licence: OpenDataLicence };
  readonly colours: { readonly primary: string };
  /** Short hash of the file (and of its boundary file): which rules decided. Computed, never written in the file. */
  readonly rulesVersion: string;
}
