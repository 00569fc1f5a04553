/** Refuses unknown fields: a misspelt field of a write must not be ignored in silence. */
import { z } from 'zod';

/** The members of zod's definitions that hold schemas. */
interface Definition {
  type: string;
  shape?: Record<string, z.ZodType>;
  catchall?: z.ZodType;
  element?: z.ZodType;
  innerType?: z.ZodType;
  valueType?: z.ZodType;
  options?: readonly z.ZodType[];
  in?: z.ZodType;
  out?: z.ZodType;
}

/** A schema has one strict copy, so that both sides of a union name the same one in the reference. */
const copies = new WeakMap<z.ZodType, z.ZodType>();

/** A copy in which every object, however deep, refuses unknown fields, unless it says what they are. */
export function strictSchema<Schema extends z.ZodType>(schema: Schema): Schema {
  const copy = copies.get(schema) ?? strictCopy(schema);
  copies.set(schema, copy);
  return copy as Schema;
}

function strictCopy(schema: z.ZodType): z.ZodType {
  const definition = schema.def as unknown as Definition;
  const parts = strictParts(definition);
  const isSame = Object.entries(parts ?? {}).every(([name, part]) => isEqual(part, definition[name as 'in']));
  if (isSame) return schema;
  const copy = z.core.clone(schema as never, { ...definition, ...parts } as never) as z.ZodType;
  const meta = schema.meta();
  return meta ? copy.meta(meta) : copy;
}

function isEqual(part: unknown, former: unknown): boolean {
  if (!Array.isArray(part) || !Array.isArray(former)) return part === former;
  return part.every((one, index) => one === former[index]);
}

/** Null for a schema that contains no others. */
function strictParts({ type, shape, catchall, element, innerType, valueType, options, ...pipe }: Definition) {
  if (type === 'object' && shape) {
    const fields = Object.entries(shape).map(([name, field]) => [name, strictSchema(field)]);
    return { shape: Object.fromEntries(fields), catchall: catchall ?? z.never() };
  }
  if (element) return { element: strictSchema(element) };
  if (innerType) return { innerType: strictSchema(innerType) };
  if (valueType) return { valueType: strictSchema(valueType) };
  if (options) return { options: options.map(strictSchema) };
  if (pipe.in && pipe.out) return { in: strictSchema(pipe.in), out: strictSchema(pipe.out) };
  return null;
}
