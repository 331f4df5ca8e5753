import type { HttpBindings } from '@hono/node-server';
import { signInApp } from './catalogue';
import type { AuthorizationCodes } from './entra/codes';
import type { FaultList } from './faults';
import type { Offer, Publisher } from './model';
import type { LoggedRequest, RequestLog } from './request-log';
import type { Store } from './store';

/** What every part of the simulator sees. */
export interface World {
  readonly baseUrl: string;
  readonly portalUrl: string;
  readonly store: Store;
  readonly faults: FaultList;
  readonly requests: RequestLog;
  readonly codes: AuthorizationCodes;
}

export interface AppEnvironment {
  Bindings: HttpBindings;
  Variables: { logged?: LoggedRequest; publisher: Publisher };
}

export function toLandingUrl(world: World, publisher: Publisher, offer: Offer): string {
  return `${publisher.landingUrlBase ?? `${world.portalUrl}/landing`}/${offer.offerId}`;
}

export function listRedirectUris(world: World): string[] {
  return world.store.state.signIn.redirectUris ?? [`${world.portalUrl}/api/auth/callback/entra`];
}

export function toSignInApp(world: World) {
  return { ...signInApp, redirectUris: listRedirectUris(world), ...world.store.state.signIn, };
}
