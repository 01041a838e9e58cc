const transform = {
  '^.+\\.(t|m?j)sx?$': [
    '@swc/jest',
    { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
  ],
};
const base = {
  testEnvironment: 'node',
  transform,
  // ESM only; jest on Node 20 cannot require them untransformed.
  transformIgnorePatterns: ['/node_modules/(?!(jose|openid-client|oauth4webapi)/)'],
};

/** @type {import('jest').Config} */
module.exports = {
  // What earlier files of a suite leave in a worker's memory makes the later ones several times slower.
  workerIdleMemoryLimit: '600MB',
  projects: [
    {
      ...base,
      displayName: 'unit',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: ['/test/e2e/'],
    },
    { ...base, displayName: 'e2e', testMatch: ['<rootDir>/test/e2e/**/*.test.ts'] },
  ],
  testTimeout: 60000,
};
