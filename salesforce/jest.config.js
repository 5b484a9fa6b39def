const { jestConfig } = require('@salesforce/sfdx-lwc-jest/config');

module.exports = {
  ...jestConfig,
  moduleNameMapper: {
    ...jestConfig.moduleNameMapper,
    '^lightning/platformWorkspaceApi$': '<rootDir>/test/jest-mocks/lightning/platformWorkspaceApi',
    '^lightning/navigation$': '<rootDir>/test/jest-mocks/lightning/navigation',
  },
  modulePathIgnorePatterns: ['<rootDir>/.localdevserver'],
};
