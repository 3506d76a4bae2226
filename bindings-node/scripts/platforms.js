'use strict';

/** Every platform that has a package of its own: its name, what npm tells them apart by, and what Rust calls it. */
const PLATFORMS = [
  { name: 'linux-x64-gnu', os: 'linux', cpu: 'x64', libc: 'glibc', target: 'x86_64-unknown-linux-gnu' },
  { name: 'linux-x64-musl', os: 'linux', cpu: 'x64', libc: 'musl', target: 'x86_64-unknown-linux-musl' },
  { name: 'linux-arm64-gnu', os: 'linux', cpu: 'arm64', libc: 'glibc', target: 'aarch64-unknown-linux-gnu' },
  { name: 'linux-arm64-musl', os: 'linux', cpu: 'arm64', libc: 'musl', target: 'aarch64-unknown-linux-musl' },
  { name: 'darwin-x64', os: 'darwin', cpu: 'x64', target: 'x86_64-apple-darwin' },
  { name: 'darwin-arm64', os: 'darwin', cpu: 'arm64', target: 'aarch64-apple-darwin' },
  { name: 'win32-x64-msvc', os: 'win32', cpu: 'x64', target: 'x86_64-pc-windows-msvc' },
];

/** The name of the platform that this runs on. */
function here() {
  const base = `${process.platform}-${process.arch}`;
  if (process.platform === 'win32') return `${base}-msvc`;
  if (process.platform !== 'linux') return base;
  return process.report.getReport().header.glibcVersionRuntime ? `${base}-gnu` : `${base}-musl`;
}

/** The name of the platform for which Rust builds where it is asked for this target. */
function named(target) {
  const found = PLATFORMS.find((platform) => platform.target === target);
  if (found === undefined) throw new Error(`there is no package for \`${target}\``);
  return found.name;
}

module.exports = { PLATFORMS, here, named };
