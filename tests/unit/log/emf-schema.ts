import * as z from 'zod'

type JsonSchema = Parameters<typeof z.fromJSONSchema>[0]

const text = (maxLength: number) => ({ type: 'string', minLength: 1, maxLength }) as const
const sizes = ['Bytes', 'Kilobytes', 'Megabytes', 'Gigabytes', 'Terabytes']
const bits = ['Bits', 'Kilobits', 'Megabits', 'Gigabits', 'Terabits']
const rates = [...sizes, ...bits, 'Count'].map((unit) => `${unit}/Second`)
const units = ['Seconds', 'Microseconds', 'Milliseconds', ...sizes, ...bits, 'Percent', 'Count', ...rates, 'None']

/** The JSON schema of AWS's "Specification: Embedded metric format", with the limits that its text adds. */
const SCHEMA: JsonSchema = {
  type: 'object',
  required: ['_aws'],
  properties: {
    _aws: {
      type: 'object',
      required: ['Timestamp', 'CloudWatchMetrics'],
      properties: {
        Timestamp: { type: 'integer' },
        CloudWatchMetrics: {
          type: 'array',
          items: {
            type: 'object',
            required: ['Namespace', 'Dimensions', 'Metrics'],
            additionalProperties: false,
            properties: {
              Namespace: text(1_024),
              Dimensions: {
                type: 'array',
                minItems: 1,
                items: { type: 'array', minItems: 0, maxItems: 30, items: text(250) },
              },
              Metrics: {
                type: 'array',
                maxItems: 100,
                items: {
                  type: 'object',
                  required: ['Name'],
                  additionalProperties: false,
                  properties: {
                    Name: text(1_024),
                    Unit: { type: 'string', enum: units },
                    StorageResolution: { type: 'integer', enum: [1, 60] },
                  },
                },
              },
            },
          },
        },
      },
    },
  },
}

type Directive = { Dimensions: string[][]; Metrics: { Name: string }[] }
type Document = Record<string, unknown> & { _aws: { CloudWatchMetrics: Directive[] } }

/** What is wrong with a document by the schema, and by the rules for the members that it refers to. */
export const documentProblems = (value: unknown): string[] => {
  const parsed = z.fromJSONSchema(SCHEMA).safeParse(value)
  if (!parsed.success) return parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  const document = value as Document
  return document._aws.CloudWatchMetrics.flatMap(({ Dimensions, Metrics }) => [
    ...Dimensions.flat().flatMap((name) => {
      const target = document[name]
      return typeof target === 'string' && target.length <= 1_024 ? [] : [`dimension ${name} is ${target}`]
    }),
    ...Metrics.flatMap(({ Name }) => {
      const target = document[Name]
      return typeof target === 'number' && Number.isFinite(target) ? [] : [`metric ${Name} is ${target}`]
    }),
  ])
}
