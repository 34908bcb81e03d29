const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

const matchesOne = (value: unknown, rule: unknown): boolean => {
  if (!isObject(rule)) return value === rule
  if ('prefix' in rule) return typeof value === 'string' && value.startsWith(String(rule.prefix))
  if ('suffix' in rule) return typeof value === 'string' && value.endsWith(String(rule.suffix))
  if ('exists' in rule) return (value !== undefined) === rule.exists
  if ('anything-but' in rule) return value !== undefined && ![rule['anything-but']].flat().includes(value)
  throw new Error(`The local stream does not know the filter rule ${JSON.stringify(rule)}`)
}

/**
 * Lambda's event filter: every key of the pattern must match, and a list matches when one of its rules does.
 * @throws Error for a rule other than literal, prefix, suffix, exists and anything-but.
 */
export const matchesFilter = (value: unknown, pattern: Record<string, unknown>): boolean =>
  Object.entries(pattern).every(([key, rule]) => {
    const inner = isObject(value) ? value[key] : undefined
    if (Array.isArray(rule)) return rule.some((one) => matchesOne(inner, one))
    return isObject(rule) && matchesFilter(inner ?? {}, rule)
  })
