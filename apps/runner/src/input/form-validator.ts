import { type OutputUnit, type Schema, Validator } from '@cfworker/json-schema'
import {
  createErrorHandler,
  type RJSFSchema,
  type RJSFValidationError,
  toErrorSchema,
  type ValidatorType,
} from '@rjsf/utils'
import { schemaWithoutPatterns } from './schema-without-patterns.ts'

/**
 * Checks what is in a form without compiling code, which the page's policy forbids. Keywords that hold regular expressions are
 * left out ({@link schemaWithoutPatterns}), and no other schema is ever fetched.
 */
export const formValidator: ValidatorType<unknown, RJSFSchema> = {
  validateFormData(formData, schema, customValidate) {
    const errors = errorsOf(schema, formData)
    // Asked for by the interface; this page's forms have no rules of their own.
    if (customValidate !== undefined) customValidate(formData, createErrorHandler(formData as never))
    return { errors, errorSchema: toErrorSchema(errors) }
  },
  isValid: (schema, formData, rootSchema) => errorsOf(withDefinitions(schema, rootSchema), formData).length === 0,
  rawValidation: (schema, formData) => ({ errors: errorsOf(schema, formData) as never[] }),
}

/** What of `value` is not as `schema` says. A schema that can't be read forbids nothing: the skill has the last word. */
export function errorsOf(schema: object, value: unknown): RJSFValidationError[] {
  try {
    const { errors } = new Validator(schemaWithoutPatterns(schema) as Schema, '2020-12', false).validate(plain(value))
    return errors.filter(({ keyword }) => !WRAPPING.has(keyword)).map(shown)
  } catch {
    return []
  }
}

// These only say that something inside is wrong, which is told itself.
const WRAPPING = new Set(['properties', 'items', '$ref', 'allOf', 'prefixItems', 'additionalProperties'])

function shown({ keyword, instanceLocation, error }: OutputUnit): RJSFValidationError {
  const missing = keyword === 'required' ? /"([^"]+)"/.exec(error)?.[1] : undefined
  const path = instanceLocation.split('/').slice(1).map(unescapePointer)
  const property = [...path, ...(missing === undefined ? [] : [missing])].map((name) => `.${name}`).join('')
  const message = missing === undefined ? error : 'is needed'
  return { name: keyword, property, message, stack: `${property.slice(1) || 'the input'}: ${message}` }
}

function unescapePointer(name: string): string {
  return decodeURIComponent(name).replaceAll('~1', '/').replaceAll('~0', '~')
}

function withDefinitions(schema: RJSFSchema, { $defs, definitions }: RJSFSchema): RJSFSchema {
  return { ...($defs && { $defs }), ...(definitions && { definitions }), ...schema }
}

// Fields that were left empty are undefined in a form and absent in JSON.
function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value))
}
