/**
 * What every query and command is given first: who acts, how far they may reach, under which
 * correlation id, and what time it is. Nothing else in lib asks for the time or the visitor.
 */

/** A person, by the only key that Entra keeps stable: (tenant id, object id), both lower-case. */
export interface UserActor {
  readonly kind: "user";
  readonly tenantId: string;
  readonly objectId: string;
  /** Labels for people to read; never a decision. */
  readonly name: string;
  readonly email: string | null;
}

export type Actor =
  | UserActor
  | { readonly kind: "visitor" }
  | { readonly kind: "marketplace" }
  | { readonly kind: "api-key"; readonly apiKeyId: number; readonly name: string }
  | { readonly kind: "job"; readonly name: string }
  /** The publisher's own system, known by the token of the one activation that it reports on. */
  | { readonly kind: "publisher-system" }
  | { readonly kind: "command-line"; readonly name: string };

/** Present only in the type: a scope cannot be written down as a literal, only lib/auth makes one. */
declare const madeByAuth: unique symbol;
interface Branded {
  readonly [madeByAuth]: true;
}

/** What a member is, from least to most; what each may do stands in lib/auth/permissions. */
export const ROLES = ["viewer", "operator", "admin", "owner"] as const;
export type Role = (typeof ROLES)[number];

/** A member at work for one publisher. */
export interface PublisherScope extends Branded {
  readonly kind: "publisher";
  readonly publisherId: number;
  readonly publisherKey: string;
  readonly role: Role;
}

/** A customer: a whole tenant, or (`personal`) exactly one person with a personal Microsoft account. */
export interface CustomerScope extends Branded {
  readonly kind: "customer";
  readonly tenantId: string;
  readonly objectId: string;
  readonly personal: boolean;
}

/** One browser that arrived at one offer's landing page, signed in or not. */
export interface LandingScope extends Branded {
  readonly kind: "landing";
  readonly publisherId: number;
  readonly offerId: number;
  readonly browserHash: string;
}

/** Microsoft itself, as far as it calls about one offer. */
export interface MarketplaceScope extends Branded {
  readonly kind: "marketplace";
  readonly publisherId: number;
  readonly offerId: number;
}

/** Everything: worker and command line only. */
export interface SystemScope extends Branded {
  readonly kind: "system";
}

export type Scope = PublisherScope | CustomerScope | LandingScope | MarketplaceScope | SystemScope;

export interface Context<S extends Scope = Scope, A extends Actor = Actor> {
  readonly actor: A;
  readonly scope: S;
  readonly correlationId: string;
  readonly now: Date;
}
