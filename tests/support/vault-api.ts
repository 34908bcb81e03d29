import { signUp } from './cloud.ts'
import { type Answer, invoke, type Request } from './invoke.ts'
import { startSyncWorker } from './sync-worker.ts'

/** The functions of the vault and the worker of its jobs. Call it before anything that reads the configuration. */
export const startVaultApi = async () => {
  const { lambda, failures } = await startSyncWorker()
  const { handler: vault } = await import('../../functions/knowledge/handler.ts')
  const { handler: files } = await import('../../functions/markdown-files/handler.ts')
  const { handler: jobs } = await import('../../functions/jobs/handler.ts')
  const ofFiles = /^\/(uploads|markdown-files|knowledge\/(imports|exports|documents))/
  const newPerson = async () => {
    const { userId, accessToken: token } = await signUp()
    const call = async (method: string, path: string, request: Request = {}): Promise<Answer> => {
      const handler = ofFiles.test(path) ? files : path.startsWith('/jobs') ? jobs : vault
      const answer = await invoke(handler, method, path, { token, ...request })
      await lambda.idle()
      return answer
    }
    const made = async (path: string, body: object, status = 201) => {
      const answer = await call('POST', path, { body })
      if (answer.status !== status) throw new Error(answer.raw)
      return answer.data
    }
    const read = async (path: string) => {
      const answer = await call('GET', path)
      if (answer.status !== 200) throw new Error(answer.raw)
      return answer.data
    }
    /** Sends a file as a browser does; the id of its upload. */
    const uploaded = async (bytes: Buffer, fileName = 'vault.zip', purpose = 'import'): Promise<string> => {
      const contentType = 'application/zip'
      const { uploadId, uploadUrl, fields } = await made('/uploads', {
        fileName,
        contentType,
        bytes: bytes.length,
        purpose,
      })
      const form = new FormData()
      for (const [name, value] of Object.entries(fields as Record<string, string>)) form.append(name, value)
      form.append('file', new Blob([Uint8Array.from(bytes)], { type: contentType }), fileName)
      const { status } = await fetch(uploadUrl, { method: 'POST', body: form })
      if (status >= 300) throw new Error(`The upload answered ${status}`)
      return uploadId
    }
    /** Imports a file; the import when it has ended. */
    const imported = async (format: string, bytes: Buffer, fileName?: string) => {
      const { id } = await made('/knowledge/imports', { format, uploadId: await uploaded(bytes, fileName) }, 202)
      return read(`/knowledge/imports/${id}`)
    }
    const notes = async () => (await read('/knowledge/notes')).data
    return { userId, token, call, made, read, uploaded, imported, notes }
  }
  return { newPerson, failures, stop: () => lambda.stop() }
}
export type VaultApi = Awaited<ReturnType<typeof startVaultApi>>
