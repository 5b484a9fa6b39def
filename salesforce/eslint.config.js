const lwc = require('@salesforce/eslint-config-lwc');
const jest = require('eslint-plugin-jest');

module.exports = [
  { ignores: ['node_modules/', '.localdevserver/'] },
  ...lwc.configs.recommended.map((config) => ({ ...config, files: ['force-app/**/*.js'] })),
  {
    files: ['force-app/**/__tests__/**/*.js'],
    languageOptions: { globals: jest.environments.globals.globals },
    // These tests say one thing after the other, dispatch what a browser dispatches, and try an address that is a script.
    rules: { 'no-await-in-loop': 'off', '@lwc/lwc/prefer-custom-event': 'off', 'no-script-url': 'off' },
  },
];
