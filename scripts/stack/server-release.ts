/** An official archive of a server, for one platform as Node names it. */
export interface ReleaseArchive {
  readonly url: string;
  /** Hex digest of the archive, as the makers of the server published it. */
  readonly sha256: string;
}

/** One server at one pinned version, and every way to come by it. */
export interface ServerRelease {
  /** Name of the executable. */
  readonly name: string;
  readonly version: string;
  /** Environment variable that names the executable outright. */
  readonly variable: string;
  /** Go package that `go install` builds. */
  readonly goPackage: string;
  /** Minutes that a first build takes on two cores. */
  readonly buildMinutes: number;
  /** Archives by `<process.platform>-<process.arch>`. */
  readonly archives: Readonly<Record<string, ReleaseArchive>>;
}

/**
 * The Temporal CLI with its development server (Server 1.29.1). Later tags cannot be installed by module path.
 */
export const TEMPORAL_CLI: ServerRelease = {
  name: 'temporal',
  version: '1.5.1',
  variable: 'TIDEMARK_TEMPORAL_BIN',
  goPackage: 'github.com/temporalio/cli/cmd/temporal',
  buildMinutes: 3,
  archives: {
    'linux-x64': {
      url: 'https://github.com/temporalio/cli/releases/download/v1.5.1/temporal_cli_1.5.1_linux_amd64.tar.gz',
      sha256: 'ddc95e08b0b076efd4ea9733a3f488eb7d2be875f8834e616cd2a37358b4852d',
    },
    'linux-arm64': {
      url: 'https://github.com/temporalio/cli/releases/download/v1.5.1/temporal_cli_1.5.1_linux_arm64.tar.gz',
      sha256: 'bd1b0db9f18b051026de8bf6cc1505f2510f14bbb7a8b9a4a91fff46c77454f5',
    },
    'darwin-x64': {
      url: 'https://github.com/temporalio/cli/releases/download/v1.5.1/temporal_cli_1.5.1_darwin_amd64.tar.gz',
      sha256: 'bbb73e2a31135abe50a1f1cdb35030c42961df618e8ce9c60ae89f201540c5d9',
    },
    'darwin-arm64': {
      url: 'https://github.com/temporalio/cli/releases/download/v1.5.1/temporal_cli_1.5.1_darwin_arm64.tar.gz',
      sha256: 'cca01b7ea35ad56e2a328d9ae596bf716bd22313ef63c7a761c88354457c2415',
    },
  },
};

/** An S3 server over plain files, with conditional writes. */
export const VERSITYGW: ServerRelease = {
  name: 'versitygw',
  version: '1.8.0',
  variable: 'TIDEMARK_VERSITYGW_BIN',
  goPackage: 'github.com/versity/versitygw/cmd/versitygw',
  buildMinutes: 1,
  archives: {
    'linux-x64': {
      url: 'https://github.com/versity/versitygw/releases/download/v1.8.0/versitygw_v1.8.0_Linux_x86_64.tar.gz',
      sha256: '2ba2c734d10d2c4e651d03182cb4b246656bc735a2f282db7b0b73fba6073467',
    },
    'linux-arm64': {
      url: 'https://github.com/versity/versitygw/releases/download/v1.8.0/versitygw_v1.8.0_Linux_arm64.tar.gz',
      sha256: 'b34051d33f5a9c457f790896acb7bd7d7e15ad8d92efb70616b924f37e401910',
    },
    'darwin-x64': {
      url: 'https://github.com/versity/versitygw/releases/download/v1.8.0/versitygw_v1.8.0_Darwin_x86_64.tar.gz',
      sha256: '104bd978e80ef0173554cfd8630ccc5bac24b00da440510b60365a3b6b6ab134',
    },
    'darwin-arm64': {
      url: 'https://github.com/versity/versitygw/releases/download/v1.8.0/versitygw_v1.8.0_Darwin_arm64.tar.gz',
      sha256: '4953096f65a9c0d62ab184fb6b2ba7c2435229205cf00a56cb62cd4bf6b216ca',
    },
  },
};
