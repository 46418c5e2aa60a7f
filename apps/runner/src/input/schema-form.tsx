import type { JsonValue } from '@blufio/core'
import Form from '@rjsf/core'
import type { RJSFSchema, UiSchema } from '@rjsf/utils'
import { type ReactElement, useEffect, useMemo, useState } from 'react'
import { errorsOf, formValidator } from './form-validator.ts'

/** A form for the input that `schema` describes, which {@link formProblem} found nothing against. */
function SchemaForm({
  schema,
  onChange,
}: {
  readonly schema: object
  readonly onChange: (input: JsonValue | undefined) => void
}): ReactElement {
  const [data, setData] = useState<unknown>()
  const shown = useMemo(() => ({ ...schema, title: undefined }) as RJSFSchema, [schema])
  const uiSchema = useMemo(() => widgetsFor(shown), [shown])
  useEffect(() => {
    const isGood = data !== undefined && errorsOf(schema, data).length === 0
    onChange(isGood ? (JSON.parse(JSON.stringify(data)) as JsonValue) : undefined)
  }, [data, schema, onChange])
  return (
    <Form
      schema={shown}
      validator={formValidator}
      uiSchema={uiSchema}
      formData={data}
      liveValidate
      showErrorList={false}
      noHtml5Validate
      tagName="div"
      onChange={({ formData }) => setData(formData)}
    >
      {/* The page's own button runs the skill. */}
      <span />
    </Form>
  )
}

/** Texts get room for several lines unless the schema keeps them short. */
function widgetsFor({ properties = {} }: RJSFSchema): UiSchema {
  const widgets: UiSchema = { 'ui:submitButtonOptions': { norender: true } }
  for (const [name, property] of Object.entries(properties)) {
    if (typeof property !== 'object' || property.type !== 'string' || property.enum || property.format) continue
    if ((property.maxLength ?? Number.POSITIVE_INFINITY) > SHORT)
      widgets[name] = { 'ui:widget': 'textarea', 'ui:rows': 3 }
  }
  return widgets
}

const SHORT = 100

// biome-ignore lint/style/noDefaultExport: what React loads lazily is a default export.
export default SchemaForm
