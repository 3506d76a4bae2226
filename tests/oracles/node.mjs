// Reads each file of a folder with npm's readers: `node node.mjs FOLDER HELD`, answers as JSON.
// HELD are the variables that the process holds, as JSON; the folder holds 0.env, 1.env, ...
import { createRequire } from 'node:module'
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'

const require = createRequire(process.env.ORACLE_MODULES + '/index.js')
const [folder, heldText, which] = process.argv.slice(2)
const held = JSON.parse(heldText)
const files = fs.readdirSync(folder).filter((name) => name.endsWith('.env'))
  .sort((a, b) => parseInt(a) - parseInt(b)).map((name) => path.join(folder, name))

const readers = {
  npm: (file) => require('dotenv').parse(fs.readFileSync(file)),
  'dotenv-flow': (file) => require('dotenv-flow').parse(file),
  'npm-expand': (file) => {
    const processEnv = { ...held }
    const { parsed } = require('dotenv').config({ path: file, processEnv, quiet: true })
    return require('dotenv-expand').expand({ parsed, processEnv }).parsed
  },
  'node-expand': null,
  // A real process each: what `--env-file` adds to the environment.
  node: (file) => {
    const text = execFileSync(process.execPath, [`--env-file=${file}`, '-p', 'JSON.stringify(process.env)'],
      { env: held, encoding: 'utf8' })
    return JSON.parse(text)
  },
  next: (file) => {
    const directory = fs.mkdtempSync(path.join(folder, 'next-'))
    fs.copyFileSync(file, path.join(directory, '.env'))
    const silent = { info () {}, error (...all) { throw new Error(all.join(' ')) } }
    const { loadedEnvFiles, parsedEnv } = require('@next/env').loadEnvConfig(directory, false, silent, true)
    return loadedEnvFiles.length ? { ...loadedEnvFiles[0].env, ...parsedEnv } : {}
  }
}

const vite = await import(require.resolve('vite').replace(/index\.cjs$/, 'dist/node/index.js'))
readers['node-expand'] = (file) => {
  const directory = fs.mkdtempSync(path.join(folder, 'vite-'))
  fs.copyFileSync(file, path.join(directory, '.env'))
  return vite.loadEnv('test', directory, '')
}

const read = readers[which]
const answers = files.map((file) => {
  try {
    return { values: read(file) }
  } catch (error) {
    return { refused: String(error.message).split('\n')[0] }
  }
})
process.stdout.write(JSON.stringify(answers))
