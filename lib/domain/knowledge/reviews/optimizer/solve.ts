/**
 * The solution of a symmetric positive definite system, by Cholesky's decomposition. What has no curvature (a pivot that is
 * not positive) does not move.
 */
export const solve = (matrix: readonly (readonly number[])[], right: readonly number[]): number[] => {
  const lower: number[][] = []
  matrix.forEach((row, i) => {
    const own: number[] = []
    for (let j = 0; j <= i; j++) {
      const other = j === i ? own : (lower[j] ?? [])
      const rest = (row[j] ?? 0) - own.slice(0, j).reduce((sum, one, k) => sum + one * (other[k] ?? 0), 0)
      const pivot = j === i ? rest : (other[j] ?? 0)
      if (j === i) own.push(rest > 0 ? Math.sqrt(rest) : Number.POSITIVE_INFINITY)
      else own.push(rest / pivot)
    }
    lower.push(own)
  })
  const forward: number[] = []
  lower.forEach((row, i) => {
    const rest = (right[i] ?? 0) - forward.reduce((sum, one, k) => sum + one * (row[k] ?? 0), 0)
    forward.push(rest / (row[i] ?? 1))
  })
  const solution = forward.map(() => 0)
  for (let i = lower.length - 1; i >= 0; i--) {
    let rest = forward[i] ?? 0
    for (let k = i + 1; k < lower.length; k++) rest -= (lower[k]?.[i] ?? 0) * (solution[k] ?? 0)
    solution[i] = rest / (lower[i]?.[i] ?? 1)
  }
  return solution
}
