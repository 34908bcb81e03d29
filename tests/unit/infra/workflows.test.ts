import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'

type Step = { uses?: string; run?: string; with?: Record<string, string> }
type Job = { steps?: Step[]; uses?: string; needs?: string; environment?: string; permissions?: Record<string, string> }
type Workflow = { permissions: Record<string, string>; jobs: Record<string, Job> }

const root = join(import.meta.dirname, '../../..')
const folder = join(root, '.github/workflows')
const text = (name: string): string => readFileSync(join(folder, name), 'utf8')
const workflow = (name: string): Workflow => parse(text(name))
const commands = ({ steps = [] }: Job = {}): string[] => steps.flatMap(({ run }) => run ?? [])

describe('the workflows', () => {
  test('check with the command that checks everywhere', () => {
    expect(commands(workflow('ci.yml').jobs.check)).toContain('.ci/run')
  })

  test('deploy a stage with the command of the operations guide, and only what was checked', () => {
    const { check, deploy } = workflow('deploy.yml').jobs
    expect(check?.uses).toBe('./.github/workflows/ci.yml')
    expect(deploy?.needs).toBe('check')
    expect(commands(deploy)).toContain('npm run deploy -- --stage "$STAGE"')
    expect(deploy?.environment).toContain('inputs.stage')
  })

  test('hold no keys: a role is taken with a token of GitHub’s, by the job that deploys alone', () => {
    const { jobs } = workflow('deploy.yml')
    expect(jobs.deploy?.permissions).toEqual({ contents: 'read', 'id-token': 'write' })
    const credentials = jobs.deploy?.steps?.find(({ uses }) =>
      uses?.startsWith('aws-actions/configure-aws-credentials@'),
    )
    expect(Object.keys(credentials?.with ?? {})).toEqual(['role-to-assume', 'aws-region'])
    for (const name of readdirSync(folder)) {
      expect(text(name)).not.toMatch(/secrets\.|aws-access-key|AWS_SECRET/)
      expect(workflow(name).permissions).toEqual({ contents: 'read' })
    }
  })

  test('hand over every setting of .env.example', () => {
    const settings = [...readFileSync(join(root, '.env.example'), 'utf8').matchAll(/^#? ?([A-Z_]+)=/gm)]
    expect(settings.length).toBeGreaterThan(4)
    for (const [, name = ''] of settings) {
      const given = name === 'AWS_REGION' ? 'vars.AWS_REGION }}' : `${name}: `
      expect(text('deploy.yml')).toContain(given)
    }
  })

  test('no expression of GitHub’s is part of a command, where an input could become one', () => {
    for (const name of readdirSync(folder)) {
      for (const job of Object.values(workflow(name).jobs))
        for (const run of commands(job)) expect(run).not.toContain('${{')
    }
  })
})
