import { sameTitle } from './link-target.ts'

/** What a row says of an item: it stands under its title, and once more under each of its aliases. */
export type Titled = { target: string; title: string; type: string; area: string; alias?: string }

/** What a link says that finds the item by this row. */
export const nameOf = ({ title, alias = title }: Titled): string => alias

/**
 * The item that each name means, by `sameTitle`: one that has it as its title rather than as an alias, and of several such the
 * oldest. So a new note never takes over links that people made before it.
 */
export const meantByName = (rows: Titled[]): Map<string, Titled> => {
  const meant = new Map<string, Titled>()
  for (const row of rows) {
    const name = sameTitle(nameOf(row))
    const other = meant.get(name)
    if (!other || isMeantBefore(row, other)) meant.set(name, row)
  }
  return meant
}

const isMeantBefore = (row: Titled, other: Titled): boolean => {
  const [isAlias, isOtherAlias] = [row.alias !== undefined, other.alias !== undefined]
  return isAlias === isOtherAlias ? row.target < other.target : isOtherAlias
}
