/** Examples for the reference, made from the schemas: the same ones each time. */
import type { JsonSchema } from './json-schema.ts';

const ID = '0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a';
const MOMENT = '2026-01-15T09:30:00.000Z';

/** By the end of the name of a field. The first one that fits counts. */
const TEXTS: readonly (readonly [RegExp, string])[] = [
  [/email$/i, 'ada@example.org'],
  [/password$/i, 'correct horse battery staple'],
  [/^token$|^mfaToken$/, '123456'],
  [/slug$/i, 'engineering'],
  [/firstName$/, 'Ada'],
  [/lastName$/, 'Lovelace'],
  [/(ur[il]|picture|website)s?$/i, 'https://app.example.org/path'],
  [/qrCode$/, 'data:image/svg+xml;base64,PHN2Zz48L3N2Zz4='],
  [/phone$/, '+33123456789'],
  [/birthdate$/, '1990-12-10'],
  [/zoneinfo$/, 'Europe/Paris'],
  [/locale$/, 'fr-CA'],
  [/ipAddress$/, '192.0.2.7'],
  [/userAgent$/, 'Mozilla/5.0'],
  [/cursor$/i, 'WyIwMTk4ZjNhMiJd'],
  [/permissions|scopes?$/i, 'users:read'],
  [/(Id|Ids|^id)$/, ID],
  [/At$/, MOMENT],
  [/domain/i, 'engineering'],
  [/name$/i, 'Engineering'],
  [/message$/, 'Done'],
];

/** @param named finds the schema of a reference */
export function exampleOf(schema: JsonSchema, named: (ref: string) => JsonSchema, name = ''): unknown {
  const { examples, $ref, anyOf, oneOf, type, enum: options, properties, items } = schema;
  if (Array.isArray(examples)) return examples[0];
  if (typeof $ref === 'string') return exampleOf(named($ref), named, name);
  if ('const' in schema) return schema.const;
  if ('default' in schema) return schema.default;
  if (Array.isArray(options)) return options[0];
  const alternatives = (anyOf ?? oneOf) as JsonSchema[] | undefined;
  if (alternatives?.[0]) return exampleOf(alternatives[0], named, name);
  const kind = Array.isArray(type) ? type[0] : type;
  if (kind === 'array') return [exampleOf((items as JsonSchema | undefined) ?? {}, named, name)];
  if (kind === 'object' || properties) {
    const members = Object.entries(properties ?? {}).map(([key, one]) => [key, exampleOf(one, named, key)]);
    return Object.fromEntries(members);
  }
  if (kind === 'integer' || kind === 'number') return numberOf(schema);
  if (kind === 'boolean') return true;
  if (kind === 'null') return null;
  if (kind === 'string') return textOf(schema, name);
  return {};
}

function numberOf({ minimum, exclusiveMinimum }: JsonSchema): number {
  return Math.max(Number(minimum ?? 1), Number(exclusiveMinimum ?? 0) + 1, 1);
}

function textOf({ format, maxLength }: JsonSchema, name: string): string {
  if (format === 'uuid') return ID;
  if (format === 'date-time') return MOMENT;
  if (format === 'date') return MOMENT.slice(0, 10);
  if (format === 'uri') return 'https://app.example.org/path';
  const text = TEXTS.find(([pattern]) => pattern.test(name))?.[1] ?? 'text';
  return typeof maxLength === 'number' ? text.slice(0, maxLength) : text;
}
