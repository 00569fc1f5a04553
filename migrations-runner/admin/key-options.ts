/** Options of commands that make keys. */
import { isName } from '../../src/lib/names.ts';
import { isNetwork } from '../../src/lib/networks.ts';
import { type Option, type OptionValues, textOf } from '../command-line/command.ts';
import { CommandError } from '../command-line/command-error.ts';
import { NAME_WORDS } from './people.ts';

export const NETWORKS_OPTION = {
  networks: {
    type: 'string',
    value: 'list',
    meaning: 'from where it may be used: CIDR, separated by commas; default: anywhere',
  },
} as const satisfies Record<string, Option>;

const NETWORKS_MAX = 50;

/** Null for anywhere. @throws CommandError */
export function networksOf(values: OptionValues): string[] | null {
  const text = textOf(values, 'networks');
  if (text === undefined) return null;
  const networks = text.split(',').map((network) => network.trim());
  if (networks.length <= NETWORKS_MAX && networks.every(isNetwork)) return networks;
  const example = 'separated by commas, e.g. 192.0.2.0/24';
  throw new CommandError(`--networks: up to ${NETWORKS_MAX} networks in CIDR notation, ${example}.`);
}

/** @throws CommandError */
export function daysOf(values: OptionValues, { days, max }: { days: number; max: number }): number {
  const given = Number(textOf(values, 'expires-in-days') ?? days);
  if (Number.isInteger(given) && given >= 1 && given <= max) return given;
  throw new CommandError(`--expires-in-days: a whole number from 1 to ${max}.`);
}

/** @throws CommandError */
export function keyNameOf(values: OptionValues): string {
  const name = (textOf(values, 'name') ?? '').trim();
  if (!isName(name)) throw new CommandError(`--name: needed: ${NAME_WORDS}.`);
  return name;
}
