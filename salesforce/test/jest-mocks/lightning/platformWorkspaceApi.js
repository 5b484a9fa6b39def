import { createTestWireAdapter } from '@salesforce/wire-service-jest-util';

export const IsConsoleNavigation = createTestWireAdapter(jest.fn());
export const openTab = jest.fn().mockResolvedValue('tab');
