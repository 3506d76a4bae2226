// Reads each file of a folder with npm's readers: `node node.mjs FOLDER HELD`, answers as JSON.
// HELD are the variables that the process holds, as JSON; the folder holds 0.env, 1.env, ...
import { createRequire } from 'node:module'
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'

const require = createRequire(process.env.ORACLE_MODULES + '/index.js')
const [folder, heldText, which] = process.argv.slice(2)
const held = JSON.parse(heldText)
const one = folder.endsWith('.env')
const files = one
  ? [folder]
  : fs.readdirSync(folder).filter((name) => name.endsWith('.env'))
    .sort((a, b) => parseInt(a) - parseInt(b)).map((name) => path.join(folder, name))
const scratch = one ? path.dirname(folder) : folder

const readers = {
  npm: (file) => require('dotenv').parse(fs.readFileSync(file)),
  'dotenv-flow': (file) => require('dotenv-flow').parse(file),
  'npm-expand': (file) => {
    const processEnv = { ...held }
    const { parsed } = require('dotenv').config({ path: file, processEnv, quiet: true })
    return require('dotenv-expand').expand({ parsed, processEnv }).parsed
  },
  // A real process each: what `--env-file` adds to the environment.
  node: (file) => {
    const text = execFileSync(process.execPath, [`--env-file=${file}`, '-p', 'JSON.stringify(process.env)'],
      { env: held, encoding: 'utf8' })
    return JSON.parse(text)
  },
  next: (file) => {
    const directory = fs.mkdtempSync(path.join(scratch, 'next-'))
    fs.copyFileSync(file, path.join(directory, '.env'))
    const silent = { info () {}, error (...all) { throw new Error(all.join(' ')) } }
    const { loadedEnvFiles, parsedEnv } = require('@next/env').loadEnvConfig(directory, false, silent, true)
    return loadedEnvFiles.length ? { ...loadedEnvFiles[0].env, ...parsedEnv } : {}
  }
}

if (which === 'node-expand') {
  const vite = await import(require.resolve('vite').replace(/index\.cjs$/, 'dist/node/index.js'))
  readers[which] = (file) => {
    const directory = fs.mkdtempSync(path.join(scratch, 'vite-'))
    fs.copyFileSync(file, path.join(directory, '.env'))
    return vite.loadEnv('test', directory, '')
  }
}

const read = readers[which]
const answer = (file) => {
  try {
    return { values: read(file) }
  } catch (error) {
    return { refused: String(error.message).split('\n')[0] }
  }
}

// A variable that leads to itself keeps these busy for ever: each file has a process of its own.
const endless = ['npm-expand', 'node-expand', 'next'].includes(which)
const apart = (file) => {
  try {
    const text = execFileSync(process.execPath, ['--max-old-space-size=64', import.meta.filename, file, heldText, which],
      { timeout: 4000, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    return JSON.parse(text)[0]
  } catch {
    return { refused: 'no end' }
  }
}
process.stdout.write(JSON.stringify(files.map(endless && !one ? apart : answer)))
