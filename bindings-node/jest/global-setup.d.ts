interface Root {
  rootDir: string;
}

/** Start, for `globalSetup`; a global setup of the project's own calls it first, with what Jest handed over. */
declare function globalSetup(globalConfig: Root, projectConfig: Root): void;
export = globalSetup;
