/** What a path leads to, by method. */
type Leaf<T> = Map<string, { value: T; parameters: string[] }>

type Node<T> = {
  fixed: Map<string, Node<T>>
  /** The child that any one segment leads to. */
  any?: Node<T>
  leaf?: Leaf<T>
  /** What one segment or more lead to: the last parameter of a template, written `{path+}`. */
  rest?: Leaf<T>
}

export type Match<T> = { value: T; params: Record<string, string> }

/** Path templates as a tree, so that a look-up costs as many steps as the path has segments, however many templates there are. */
export type PathTree<T> = {
  /** @throws when the same method and path shape is there already. */
  add: (method: string, template: string, value: T) => void
  /**
   * The most specific template with this method: a fixed segment wins over a parameter, from left to right. Parameters are
   * percent-decoded and never empty.
   */
  find: (method: string, path: string) => Match<T> | null
  /** Every method that some template has for this path, sorted. Templates that take any path below them do not say that it exists. */
  methods: (path: string) => string[]
}

export const pathTree = <T>(): PathTree<T> => {
  const root: Node<T> = { fixed: new Map() }
  return {
    add: (method, template, value) => {
      const segments = template.split('/')
      const leaf = leafFor(root, segments)
      if (leaf.has(method)) throw new Error(`${method} ${template} leads to two routes`)
      leaf.set(method, { value, parameters: segments.flatMap((segment) => parameterOf(segment) ?? []) })
    },
    find: (method, path) => {
      for (const { leaf, values } of matches(root, path.split('/').map(decoded))) {
        const found = leaf.get(method)
        if (found) return { value: found.value, params: named(found.parameters, values) }
      }
      return null
    },
    methods: (path) => {
      const all = [...matches(root, path.split('/').map(decoded))]
      const found = all.filter(({ isRest }) => !isRest).flatMap(({ leaf }) => [...leaf.keys()])
      return [...new Set(found)].sort()
    },
  }
}

const parameterOf = (segment: string): string | undefined => /^\{(\w+)\+?\}$/.exec(segment)?.[1]

const leafFor = <T>(root: Node<T>, segments: string[]): Leaf<T> => {
  let node = root
  for (const segment of segments) {
    if (segment.endsWith('+}')) {
      node.rest ??= new Map()
      return node.rest
    }
    node = childFor(node, segment)
  }
  node.leaf ??= new Map()
  return node.leaf
}

const childFor = <T>(node: Node<T>, segment: string): Node<T> => {
  if (parameterOf(segment)) {
    node.any ??= { fixed: new Map() }
    return node.any
  }
  const child = node.fixed.get(segment) ?? { fixed: new Map() }
  node.fixed.set(segment, child)
  return child
}

/** Every leaf that the segments lead to, the most specific one first, with the values of its parameters. */
function* matches<T>(
  node: Node<T>,
  segments: string[],
  at = 0,
  values: string[] = [],
): Generator<{ leaf: Leaf<T>; values: string[]; isRest?: true }> {
  const segment = segments[at]
  if (segment === undefined) {
    if (node.leaf) yield { leaf: node.leaf, values }
    return
  }
  const fixed = node.fixed.get(segment)
  if (fixed) yield* matches(fixed, segments, at + 1, values)
  if (segment === '') return
  if (node.any) yield* matches(node.any, segments, at + 1, [...values, segment])
  if (node.rest) yield { leaf: node.rest, values: [...values, segments.slice(at).join('/')], isRest: true }
}

const named = (names: string[], values: string[]): Record<string, string> =>
  Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']))

/** Invalid percent-encoding is taken literally: AWS has decoded the path already, and a `%` may remain. */
const decoded = (segment: string): string => {
  if (!segment.includes('%')) return segment
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
