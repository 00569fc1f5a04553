/** What is asked of every server, in the order of the report. */
import type { Agent } from 'node:http';

export const WORKLOADS = {
  discovery: 'discovery',
  jwks: 'JWKS',
  clientCredentials: 'client_credentials',
  introspection: 'introspection',
  userinfo: 'userinfo',
  profile: 'profile by cookie',
  authorize: 'authorize with a session',
  code: 'code exchange',
  refresh: 'refresh',
  signIn: 'whole sign-in',
} as const;

export type WorkloadName = keyof typeof WORKLOADS;

export interface Workload {
  /** One of what is counted. Throws when an answer is not the expected one. */
  call(agent: Agent): Promise<unknown>;
  /** Before a turn, outside of what is measured. @param count what the turn will use up at most */
  prepare?(count: number, agent: Agent): Promise<void>;
  /** Whether a call uses up what was prepared. */
  consumes?: boolean;
  /** Callers at a time, at most. */
  callers?: number;
  /** How many times as long as others its turns last, where there are few calls in a second. */
  longer?: number;
}

/** One workload at one server. */
export interface Entry {
  workload: string;
  server: string;
  /** The process whose time is counted. */
  pid: number;
  work: Workload;
}
